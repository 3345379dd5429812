import { getSettings } from '#features/authority/actions.ts'
import type { Contact } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { compareWishes, isUrgent } from '../model/waitlist.ts'
import { type LogEntry, type Replayed, replay } from '../model/waitlistReplay.ts'
import { type OpenOffer, openOffers } from '../store/offer.ts'
import { readLog } from '../store/waitlistLog.ts'
import { type Wish, waitingWishes, wishContacts } from '../store/wish.ts'
import { freedLately } from './waitlistView.ts'

/** A place in the line with all that staff may need. */
export type ListedWish = {
  readonly wish: Wish
  readonly urgent: boolean
  readonly offer: OpenOffer | undefined
  readonly contact: Contact | undefined
}

/** Everybody who waits in the published order, how many times were freed lately, and the day of the city. */
export async function listWaitlist(tx: Tx): Promise<{
  readonly line: readonly ListedWish[]
  readonly freedLately: number
  readonly today: LocalDate
}> {
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  const wishes = (await waitingWishes(tx)).toSorted((a, b) => compareWishes(a, b, today))
  const offers = new Map((await openOffers(tx)).map((offer) => [offer.wishId, offer]))
  const contacts: ReadonlyMap<Id<'wish'>, Contact> = await wishContacts(
    tx,
    wishes.map(({ id }) => id),
  )
  return {
    line: wishes.map((wish) => ({
      wish,
      urgent: isUrgent(wish, today),
      offer: offers.get(wish.id),
      contact: contacts.get(wish.id),
    })),
    freedLately: (await freedLately(tx)).length,
    today,
  }
}

/** A page of the log. */
export function waitlistLog(tx: Tx, from: number, limit: number): Promise<readonly LogEntry[]> {
  return readLog(tx, from, limit)
}

/** So many entries are read at once. */
const PAGE = 5_000

/** Plays the whole log once more by the published rule: who should have got what, and who did. */
export async function auditWaitlist(tx: Tx): Promise<Replayed> {
  const entries: LogEntry[] = []
  for (;;) {
    const page = await readLog(tx, entries.length + 1, PAGE)
    entries.push(...page)
    if (page.length < PAGE) return replay(entries)
  }
}
