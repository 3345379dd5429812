import { getSettings } from '#features/authority/actions.ts'
import {
  contactOf,
  counterOfStep,
  lockVisit,
  mattersOf,
  setOutcome,
  wasNameCorrected,
} from '#features/visit/actions.ts'
import {
  type Contact,
  type KnownMatter,
  type Links,
  mayBeFollowed,
  type Visit,
} from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { birthOf, saveBirth } from '../store/person.ts'
import { goingOnWith, waitingVisits } from '../store/secondTry.ts'
import { beginBooking } from './begin.ts'
import { askedAgain, tell } from './change.ts'
import { whyNoSms } from './contact.ts'
import { countPerson, digestOfTold } from './person.ts'
import { refusedToday } from './today.ts'
import { type HoldRefusal, readWish } from './wanted.ts'

/** The next visit to the matters of an earlier one. */
export type NextBooking = {
  readonly siteKey: string
  readonly startsAt: Instant
  readonly secondAt?: Instant | undefined
  readonly channel: 'telephone' | 'desk'
  /** Who comes; null: whoever came before. */
  readonly contact: Contact | null
  /** Where a service is scarce; without one the digest of the earlier visit goes on, while it is there. */
  readonly birthDate?: LocalDate | undefined
  /** How far the earlier visit brought the matters: a part was done, or nothing and all is for the next one. */
  readonly outcome: 'partly' | 'moved'
}

export type NextRefusal =
  | HoldRefusal
  | 'not_followed'
  | 'goes_on_already'
  | 'no_contact'
  | 'phone_missing'
  | 'no_sms'

/**
 * Books a visit that follows an earlier one and carries its matters on, the same with the same references.
 * `phone_missing`, `no_sms`: an SMS is wanted that cannot be sent. `not_followed`: nobody was here yet, or the booking was given up and its papers are gone. `goes_on_already`: another
 * visit has one of the matters, booked or held; of two at once one is told so (index visit_matter_going_on). `no_contact`: the earlier one has been deleted.
 */
export async function bookNext(
  tx: Tx,
  links: Links,
  earlierId: Id<'visit'>,
  booking: NextBooking,
): Promise<Result<Visit, NextRefusal>> {
  const earlier = await lockVisit(tx, earlierId)
  if (!earlier || !(await isFollowed(tx, earlier))) return fail('not_followed')
  const before = (await mattersOf(tx, [earlier.id])).get(earlier.id) ?? []
  const matters = await goingOnHere(tx, before, earlier.id)
  if (!matters) return fail('goes_on_already')
  const contact = booking.contact ?? (await contactOf(tx, earlier.id))
  if (!contact) return fail('no_contact')
  const { siteKey, startsAt, channel } = booking
  const wish = await readWish(tx, { matters: await askedAgain(tx, matters), siteKey, startsAt })
  if (!wish.ok) return wish
  const stop = await refusedToday(tx, wish.value, startsAt)
  if (stop) return fail(stop)
  // What the catalogue has no more cannot be gone on with.
  if (wish.value.matters.length < matters.length) return fail('unknown_service')
  const unsendable = booking.contact && whyNoSms(booking.contact, wish.value.settings)
  if (unsendable) return fail(unsendable)
  const isCancelled = earlier.state === 'cancelled'
  const visit = await beginBooking(tx, links, wish.value, {
    startsAt,
    secondAt: booking.secondAt,
    language: earlier.language,
    channel,
    browser: null,
    until: null,
    contact,
    known: matters,
    // Nobody came to what was cancelled: this is a booking of its own, as the second try online.
    ...(isCancelled ? {} : { follows: earlier.id }),
  })
  if (!visit) return fail('time_taken')
  if (wish.value.services.some(({ scarce }) => scarce)) {
    const told = await digestOfTold(tx, links, contact.name, booking.birthDate)
    const birth = told ?? (booking.contact ? undefined : await birthGoingOn(tx, earlier.id))
    if (birth) await saveBirth(tx, visit.id, birth)
  }
  // It goes on with a matter that was begun: the limits do not hold, but it counts for whatever is booked later.
  await countPerson(tx, links, {
    visitId: visit.id,
    contact,
    services: wish.value.services,
    by: 'overridden',
  })
  if (!isCancelled) await setOutcome(tx, earlier.id, booking.outcome)
  await tell(tx, visit, 'booked', contact)
  return ok(visit)
}

/** May a visit follow this one: somebody was here or should have been, or it was cancelled and its papers wait? */
async function isFollowed(tx: Tx, { id, state }: Visit): Promise<boolean> {
  return mayBeFollowed(state) || (state === 'cancelled' && (await waitingVisits(tx, [id])).has(id))
}

/** The matters as the next booking goes on with them; undefined if another visit goes on with one of them. */
async function goingOnHere(
  tx: Tx,
  matters: readonly KnownMatter[],
  earlier: Id<'visit'>,
): Promise<readonly KnownMatter[] | undefined> {
  const next = await goingOnWith(
    tx,
    matters.map(({ id }) => id),
    earlier,
  )
  const counted = matters.flatMap((matter) => {
    const goingOn = next.get(matter.id)
    return goingOn == null ? [] : [{ ...matter, goingOn }]
  })
  return counted.length === matters.length ? counted : undefined
}

/** The digest of an earlier visit; undefined where its name was corrected since, because it is bound to the first. */
async function birthGoingOn(tx: Tx, earlier: Id<'visit'>): Promise<Buffer | undefined> {
  return (await wasNameCorrected(tx, earlier)) ? undefined : birthOf(tx, earlier)
}

/** The counter where somebody is served or was served today: who sits there may book what follows. */
export async function servedToday(tx: Tx, visit: Visit): Promise<Id<'counter'> | null> {
  if (visit.state !== 'serving' && visit.state !== 'done') return null
  const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
  return visit.day === today ? counterOfStep(tx, visit.id) : null
}
