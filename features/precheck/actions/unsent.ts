import type { Site } from '#features/authority/model.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import type { Service } from '#features/catalogue/model.ts'
import { lockPapers } from '#features/papers/actions.ts'
import { contactOf, lockLinked, mattersOf, paperChecks, writePaperChecks } from '#features/visit/actions.ts'
import { LOOKED_AT_HOURS, papersDueAt } from '#features/visit/model/paperDeadline.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, plus } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { ASKED_AHEAD_DAYS, neededOf, type Reached, reachedBy, UNSENT_LIMIT } from '../model.ts'
import {
  NOTHING_SAID,
  prechecksOf,
  visitsWithoutPapers,
  type WithoutPapers,
  writePrecheck,
} from '../store.ts'
import { isInTime } from './queue.ts'
import { tell } from './tell.ts'

/** So many are looked at for them: where the personal list needs nothing, there is nothing to ask for. */
const LOOKED_AT = 300

/** What a matter needs of the list of a service that takes papers. */
type Needed = {
  readonly matterId: Id<'matter'>
  readonly service: Service
  /** German words. */
  readonly items: readonly string[]
}

/** A visit for which papers are needed and none came. */
export type UnsentVisit = WithoutPapers & {
  readonly name: string | null
  readonly reached: Reached
  /** Until when papers are looked at. */
  readonly dueAt: Instant
  readonly needed: readonly Needed[]
}

/**
 * The visits of a site within the next days, from now or `after` on, for which papers are needed and none came: those whom
 * nobody asked yet, or those that were asked, in the order of their times; and whether more stand behind them.
 */
export async function unsentOf(
  tx: Tx,
  site: Site,
  asked: boolean,
  after: Instant = tx.now,
): Promise<{ readonly visits: readonly UnsentVisit[]; readonly more: boolean }> {
  const lastDay = addDays(dayOf(tx.now, site.timeZone), ASKED_AHEAD_DAYS)
  const rows = await visitsWithoutPapers(tx, site.id, { after, lastDay, asked }, LOOKED_AT)
  const needing = await withNeeded(tx, rows)
  const visits: UnsentVisit[] = []
  for (const one of needing.slice(0, UNSENT_LIMIT)) visits.push(await described(tx, site, one))
  return { visits, more: needing.length > UNSENT_LIMIT || rows.length === LOOKED_AT }
}

/**
 * So many visits have sent nothing, were not asked, can be told, and have their deadline within a day: now is the time to
 * ask, and after it the clerk is not reminded any more.
 */
export async function unsentSoon(tx: Tx, site: Site): Promise<number> {
  // Nearer visits, however many, have had their deadline.
  const { visits } = await unsentOf(tx, site, false, plus(tx.now, LOOKED_AT_HOURS * HOUR))
  return visits.filter(
    ({ dueAt, reached }) => reached !== 'nobody' && dueAt > tx.now && dueAt <= plus(tx.now, DAY),
  ).length
}

/** A visit as a clerk saw it who wants to ask for its papers. */
export type AskedVisit = { readonly visitId: Id<'visit'>; readonly version: number }

/**
 * Says of these visits that all their papers are missing, and tells their people at once. Passed over is one for which
 * something came meanwhile, of which somebody else said something, that is not booked here any more, or whose person no
 * message reaches; so whoever presses twice asks once.
 */
export async function askForPapers(
  tx: Tx,
  site: Site,
  asked: readonly AskedVisit[],
): Promise<{ readonly told: number; readonly passedOver: number }> {
  let told = 0
  // Two clerks who ask the same people lock them in the same order.
  for (const one of asked.toSorted((a, b) => (a.visitId < b.visitId ? -1 : 1)))
    if (await askOne(tx, site, one)) told++
  return { told, passedOver: asked.length - told }
}

async function askOne(tx: Tx, site: Site, { visitId, version }: AskedVisit): Promise<boolean> {
  const both = await lockLinked(tx, visitId)
  const visit = both.find(({ id }) => id === visitId)
  if (!visit) return false
  const matters = await mattersOf(
    tx,
    both.map(({ id }) => id),
  )
  // A file that comes at the same moment waits, and then stands in the queue.
  await lockPapers(
    tx,
    [...matters.values()].flat().map(({ id }) => id),
  )
  const [unsent] = await withNeeded(tx, await visitsWithoutPapers(tx, site.id, { only: visitId }, 1))
  if (!unsent || unsent.version !== version) return false
  if ((await described(tx, site, unsent)).reached === 'nobody') return false
  const before = (await prechecksOf(tx, [visitId])).get(visitId) ?? NOTHING_SAID
  if (!(await writePrecheck(tx, visitId, version, before))) return false
  for (const { matterId, items } of unsent.needed)
    await writePaperChecks(
      tx,
      matterId,
      items.map((item) => ({ item, verdict: 'missing', answer: 'not_there', words: null })),
    )
  await tell(tx, visit)
  return true
}

/** Those of them whose personal lists need a paper that is not known to be good, with what they need. */
async function withNeeded(
  tx: Tx,
  rows: readonly WithoutPapers[],
): Promise<readonly (WithoutPapers & Pick<UnsentVisit, 'needed'>)[]> {
  const ids = rows.flatMap(({ id, second }) => (second === null ? [id] : [id, second]))
  const matters = await mattersOf(tx, ids)
  const all = [...matters.values()].flat()
  const services = await findServicesById(tx, [...new Set(all.map(({ serviceId }) => serviceId))])
  const checks = await paperChecks(
    tx,
    all.map(({ id }) => id),
  )
  return rows.flatMap((row) => {
    const mine = [row.id, ...(row.second === null ? [] : [row.second])].flatMap((id) => matters.get(id) ?? [])
    const needed = mine.flatMap(({ id: matterId, serviceId, answers = {} }): Needed[] => {
      const service = services.find(({ id }) => id === serviceId)
      const items = service ? neededOf(service, answers, checks.get(matterId) ?? []) : []
      return service && items.length > 0 ? [{ matterId, service, items }] : []
    })
    return needed.length > 0 ? [{ ...row, needed }] : []
  })
}

async function described(
  tx: Tx,
  site: Site,
  one: WithoutPapers & Pick<UnsentVisit, 'needed'>,
): Promise<UnsentVisit> {
  const contact = await contactOf(tx, one.id)
  return {
    ...one,
    name: contact?.name ?? null,
    reached: reachedBy(contact, await isInTime(tx, one, contact)),
    dueAt: papersDueAt(one.appointmentAt, site.timeZone),
  }
}
