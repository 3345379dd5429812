import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { closeSite } from '#features/capacity/actions.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { plainLinks } from './plainLinks.ts'

/** The day on which "mitte" closes. */
export const TUESDAY = localDate('2027-03-02')
/** Ten o'clock of that day. */
export const TEN = parseInstant('2027-03-02T09:00:00Z')
const REASON = { reason: { de: 'Rohrbruch', 'de-simple': 'Rohr kaputt', en: 'Burst pipe' } }

/** What is closed if it is not the whole of "mitte" on the whole of that Tuesday. */
export type Closed = {
  readonly counterIds?: readonly Id<'counter'>[]
  readonly firstDay?: LocalDate
  readonly lastDay?: LocalDate
  readonly starts?: string
  readonly ends?: string
}

export async function siteOf(tx: Tx, key = 'mitte'): Promise<Site> {
  return (await findSite(tx, key)) ?? impossible('no such site')
}

/** The closing as its actions take it. */
export function closingOf(what: Closed = {}) {
  return {
    counterIds: what.counterIds ?? [],
    firstDay: what.firstDay ?? TUESDAY,
    lastDay: what.lastDay ?? TUESDAY,
    starts: what.starts ? localTime(what.starts) : null,
    ends: what.ends ? localTime(what.ends) : null,
    texts: REASON,
  }
}

/** Closes "mitte". */
export async function closeMitte(tx: Tx, what: Closed = {}) {
  return closeSite(tx, await siteOf(tx), closingOf(what))
}

/** Somebody books an identity card at "mitte" by telephone. */
export function bookMitte(
  tx: Tx,
  startsAt: Instant = TEN,
  email: string | null = 'ada@example.org',
  name = 'Ada Lind',
) {
  return bookForCaller(tx, plainLinks, {
    matters: [{ serviceKey: 'identity-card', people: 1 }],
    siteKey: 'mitte',
    startsAt,
    language: 'de',
    channel: 'telephone',
    beyondLimits: true,
    contact: { name, email, phone: '0999 1' },
  })
}
