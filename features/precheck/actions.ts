import type { Site } from '#features/authority/model.ts'
import { changeBookedMinutes, changeSecondMinutes, settleBooking } from '#features/booking/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { lockPapers, papersOfMatters } from '#features/papers/actions.ts'
import { lockLinked, mattersOf, writePaperChecks } from '#features/visit/actions.ts'
import type { PaperAnswer, Verdict, Visit, VisitMatter } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type CheckedVisit, checkedVisit, handed } from './actions/queue.ts'
import { tell } from './actions/tell.ts'
import { mayBeGreen } from './model.ts'
import { NOTHING_SAID, prechecksOf, writePrecheck, writeSecondMinutes } from './store.ts'

export {
  type CheckedMatter,
  type CheckedVisit,
  checkedVisit,
  type Handed,
  lookAhead,
  papersAtCounter,
  queueOf,
} from './actions/queue.ts'
export { askForPapers, type UnsentVisit, unsentOf, unsentSoon } from './actions/unsent.ts'

/** What a clerk says of a paper of a matter, by the matter's reference and the paper's German words. */
export type Said = {
  readonly reference: string
  readonly item: string
  /** When its newest page came, as the clerk saw it; null: nothing had come. */
  readonly came: Instant | null
  readonly verdict: Verdict
  readonly answer: PaperAnswer | null
  readonly words: string | null
}

/** What a clerk says of a visit's papers in one press. */
export type Decision = {
  /** What the clerk saw; whoever was faster has written another one. */
  readonly version: number
  readonly said: readonly Said[]
  /** How long the visit takes by what was found; null: it stays as it is. */
  readonly minutes: number | null
  /** The same of the second of two linked visits, which can only become shorter than the catalogue says. */
  readonly secondMinutes?: number | null
  /** Its time has no room for these minutes: its person is asked to choose another one. Without minutes it stays as it is. */
  readonly anotherTime: boolean
}

/**
 * `not_seen`: a paper is called good that nobody can have looked at. `nothing_said`: neither a paper nor minutes, or a question without an answer. `too_short`: the booked time has no room
 * for so many minutes. `linked`: of two linked visits the first keeps its length, and the second is never longer than the catalogue says.
 */
export type DecideRefusal =
  | 'not_booked'
  | 'changed_meanwhile'
  | 'unknown_paper'
  | 'not_seen'
  | 'nothing_said'
  | 'too_short'
  | 'linked'

/**
 * Writes what is said of papers before the visit, makes the visit as long as they make it, and tells its person at once.
 * Refused, the transaction is rolled back. Of two clerks at the same moment one is told that somebody was faster; a visit
 * that is cancelled meanwhile has no papers to look at.
 */
export async function decide(
  tx: Tx,
  site: Site,
  visitId: Id<'visit'>,
  decision: Decision,
): Promise<Result<CheckedVisit, DecideRefusal>> {
  const { version, said, minutes, secondMinutes = null, anotherTime } = decision
  const both = await lockLinked(tx, visitId)
  const visit = both.find(({ id }) => id === visitId)
  if (visit?.state !== 'booked' || visit.siteId !== site.id) return fail('not_booked')
  if (said.length === 0 && minutes === null && secondMinutes === null) return fail('nothing_said')
  if (said.some(({ verdict, answer, words }) => verdict !== 'green' && !answer && !words))
    return fail('nothing_said')
  if (minutes !== null && both.length > 1) return fail('linked')
  const matters = [
    ...(
      await mattersOf(
        tx,
        both.map(({ id }) => id),
      )
    ).values(),
  ].flat()
  const refused = await unsayable(tx, matters, said)
  if (refused) return fail(refused)
  for (const { id, reference } of matters) {
    const mine = said.filter((one) => one.reference === reference)
    await writePaperChecks(
      tx,
      id,
      mine.map(({ reference: _, came: __, ...check }) => check),
    )
  }
  const before = (await prechecksOf(tx, [visitId])).get(visitId) ?? NOTHING_SAID
  const found = minutes === null ? before : { minutes, anotherTime }
  if (!(await writePrecheck(tx, visitId, version, found))) return fail('changed_meanwhile')
  if (minutes !== null && !anotherTime) {
    const changed = await changeBookedMinutes(tx, visitId, minutes)
    if (!changed.ok) return changed
  }
  const second = both.find(({ id }) => id !== visitId)
  if (secondMinutes !== null) {
    if (!second) return fail('linked')
    const changed = await changeSecondMinutes(tx, visitId, secondMinutes)
    if (!changed.ok) return changed
    await writeSecondMinutes(tx, second.id, secondMinutes)
  }
  await tell(tx, visit)
  return ok(await checkedVisit(tx, site, visitId))
}

/**
 * Ends a visit before it takes place, because its papers settle all of it. `not_settled`: something is missing, was not
 * looked at, or its service wants its people to come.
 */
export async function settle(
  tx: Tx,
  site: Site,
  visitId: Id<'visit'>,
  version: number,
): Promise<Result<Visit, 'not_booked' | 'changed_meanwhile' | 'not_settled'>> {
  const both = await lockLinked(tx, visitId)
  const visit = both.find(({ id }) => id === visitId)
  if (visit?.state !== 'booked' || visit.siteId !== site.id) return fail('not_booked')
  const visitIds = both.map(({ id }) => id)
  const matters = [...(await mattersOf(tx, visitIds)).values()].flat()
  // A file that comes at the same moment waits, or is seen here as one that nobody has looked at.
  await lockPapers(
    tx,
    matters.map(({ id }) => id),
  )
  const checked = await checkedVisit(tx, site, visitId)
  if (checked.version !== version) return fail('changed_meanwhile')
  return checked.maySettle ? settleBooking(tx, visitId) : fail('not_settled')
}

/**
 * Why these words cannot stand: they are about a paper that nobody asked for or handed in, or that has come anew since it
 * was looked at; or they call good what nobody can have seen.
 */
async function unsayable(
  tx: Tx,
  matters: readonly VisitMatter[],
  said: readonly Said[],
): Promise<'unknown_paper' | 'changed_meanwhile' | 'not_seen' | undefined> {
  const matterIds = matters.map(({ id }) => id)
  // A file that comes or goes at the same moment waits, and then makes void what is said here.
  await lockPapers(tx, matterIds)
  const handedIn = await papersOfMatters(tx, matterIds)
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  for (const { reference, item, came, verdict } of said) {
    const matter = matters.find((each) => each.reference === reference)
    const paper = handedIn.find((each) => each.matterId === matter?.id && (each.item ?? '') === item)
    const listed = services.find(({ id }) => id === matter?.serviceId)?.papers.some(({ de }) => de === item)
    if (!paper && !listed) return 'unknown_paper'
    const seen = paper ? handed(paper) : null
    if ((seen?.at ?? null) !== came) return 'changed_meanwhile'
    if (verdict === 'green' && !mayBeGreen(seen)) return 'not_seen'
  }
  return undefined
}
