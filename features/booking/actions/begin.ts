import { beginVisit } from '#features/visit/actions.ts'
import type { Contact, KnownMatter, Links, Matter, Visit, VisitKind } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { claimTime } from './claim.ts'
import { claimLinked, findLinked, isLinked } from './linked.ts'
import { type HoldRequest, newBooking, type Wanted } from './wanted.ts'

/** How a booking begins. */
export type Beginning = Pick<HoldRequest, 'startsAt' | 'secondAt' | 'language' | 'channel' | 'browser'> & {
  readonly kind?: VisitKind | undefined
  /** Until when it is held; null: it is booked at once. */
  readonly until: Instant | null
  readonly contact: Contact | null
  /** Matters that were begun before and go on here. */
  readonly known?: readonly KnownMatter[]
  readonly follows?: Id<'visit'>
}

/**
 * Takes the time and begins the visit; the first of two linked ones where no single place of the site can do all that
 * day. All or nothing: undefined if somebody was faster, and whatever was taken goes back with the refusal.
 * `claimed` runs when the time is certain, before anything is written about the visit.
 */
export async function beginBooking(
  tx: Tx,
  links: Links,
  wanted: Wanted,
  beginning: Beginning,
  claimed?: () => Promise<void>,
): Promise<Visit | undefined> {
  const { startsAt, secondAt, until, channel } = beginning
  const asker = channel === 'online' ? 'online' : 'staff'
  const id = newId<'visit'>(tx.now)
  if (!(await isLinked(tx, wanted, startsAt))) {
    // Two times were shown, and one place can do it now: what they chose is no more.
    if (secondAt !== undefined || !(await claimTime(tx, wanted, id, startsAt, { until, asker })))
      return undefined
    await claimed?.()
    return begin(tx, links, wanted, beginning, id, startsAt, null)
  }
  const found = await findLinked(tx, wanted, beginning, asker)
  const otherId = newId<'visit'>(tx.now)
  if (!found || !(await claimLinked(tx, found, [id, otherId], startsAt, { until, asker }))) return undefined
  await claimed?.()
  const link = (visitId: Id<'visit'>, second: boolean) => ({ visitId, second })
  const first = await begin(tx, links, found.first, beginning, id, startsAt, link(otherId, false))
  await begin(tx, links, found.second, beginning, otherId, found.secondAt, link(id, true))
  return first
}

async function begin(
  tx: Tx,
  links: Links,
  wanted: Wanted,
  beginning: Beginning,
  id: Id<'visit'>,
  startsAt: Instant,
  linked: Visit['linked'],
): Promise<Visit> {
  const visit = newBooking(tx, links, wanted, id, { ...beginning, startsAt })
  const { follows, until, contact } = beginning
  return beginVisit(
    tx,
    { ...visit, ...(linked ? { linked } : {}), ...(follows ? { followsVisitId: follows } : {}) },
    mattersOf(wanted, beginning.known),
    until === null ? ['held', 'booked'] : ['held'],
    contact,
  )
}

function mattersOf({ matters }: Wanted, known?: readonly KnownMatter[]): readonly (Matter | KnownMatter)[] {
  return matters.map((matter) => known?.find(({ serviceId }) => serviceId === matter.serviceId) ?? matter)
}
