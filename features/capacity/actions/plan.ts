import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayNumber, dayNumbered, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type CounterSkills,
  changeSkills,
  dropDaysBefore,
  emptyPlan,
  type Plan,
  setSiteDay,
} from '../model/plan.ts'
import { readDayBudgets, readSiteBudgets } from '../store/budget.ts'
import {
  deleteOldPlanChanges,
  type PlanNews,
  readPlanNews,
  readSiteDays,
  readSitePlan,
  type SiteDayKey,
} from '../store/plan.ts'
import { readSkills } from '../store.ts'

const MINUTE_MS = 60_000
/** A plan that has not looked for so long is loaded anew. */
const LOOKED_WITHIN_MS = 10 * MINUTE_MS
/** Rows of changes are kept so long: no transaction lasts for the rest of it. */
const CHANGES_KEPT_MINUTES = 60
/** One site after the other is read whole again, so that what was missed by whatever fault is mended in time. */
const MEND_EVERY_MS = MINUTE_MS

/** The plan of an authority as this node keeps it. */
type Kept = {
  plan: Plan | undefined
  /** What the last look saw. */
  snapshot: string
  /** The database's clock at the last look, and at the last mending. */
  clock: number
  mendedAt: number
  mendNext: number
  /** Looks go one after another: a later one never puts an earlier state in its place. */
  turn: Promise<void>
}

const newKept = (): Kept => ({
  plan: undefined,
  snapshot: '',
  clock: 0,
  mendedAt: 0,
  mendNext: 0,
  turn: Promise.resolve(),
})

/** What each counter can serve. */
export function skillsOfCounters(tx: Tx): Promise<CounterSkills> {
  return tx.reference('counter skills', () => readSkills(tx))
}

/**
 * The plan as it is committed now, from this node's memory: one small query when nothing has changed, and some places
 * for each site-day that has. Not to be kept beyond the next await: later looks change the same plan.
 * In a transaction that has written something the plan is loaded for it alone, since nobody else may see that.
 */
export async function currentPlan(tx: Tx): Promise<Plan> {
  const kept = tx.memory('plan', newKept)
  const before = kept.turn
  let leave: () => void = () => undefined
  kept.turn = new Promise((resolve) => {
    leave = resolve
  })
  try {
    await before
    return await look(tx, kept)
  } finally {
    leave()
  }
}

async function look(tx: Tx, kept: Kept): Promise<Plan> {
  const skills = await skillsOfCounters(tx)
  const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
  // Sites further west may still be at the day before.
  const firstDay = addDays(today, -1)
  const { plan } = kept
  const news = await readPlanNews(tx, plan ? kept.snapshot : null)
  if (news.writes) return loadPlan(tx, firstDay, skills)
  if (!plan || isLost(kept, plan, news, firstDay)) {
    kept.plan = undefined
    const loaded = await loadPlan(tx, firstDay, skills)
    Object.assign(kept, { plan: loaded, snapshot: news.snapshot, clock: news.clock, mendedAt: news.clock })
    return loaded
  }
  dropDaysBefore(plan, firstDay)
  changeSkills(plan, skills)
  if (news.changed.length > 0) {
    const places = Map.groupBy(await readSiteDays(tx, news.changed), nameOf)
    const hours = Map.groupBy(await readDayBudgets(tx, news.changed), nameOf)
    for (const changed of news.changed) {
      const name = nameOf(changed)
      setSiteDay(plan, changed.siteId, changed.day, places.get(name) ?? [], hours.get(name))
    }
  }
  if (news.clock - kept.mendedAt > MEND_EVERY_MS) await mendNextSite(tx, kept, plan, news.clock)
  // Only now: a look that fails half-way leaves its changes to the next one.
  kept.snapshot = news.snapshot
  kept.clock = news.clock
  return plan
}

/** A demo clock went back, or nobody looked for longer than changes are surely kept. */
function isLost(kept: Kept, plan: Plan, news: PlanNews, firstDay: LocalDate): boolean {
  return Math.abs(news.clock - kept.clock) > LOOKED_WITHIN_MS || dayNumber(firstDay) < plan.firstDay
}

const nameOf = ({ siteId, day }: SiteDayKey) => `${siteId} ${day}`

async function loadPlan(tx: Tx, firstDay: LocalDate, skills: CounterSkills): Promise<Plan> {
  const plan = emptyPlan(firstDay, skills)
  for (const site of await listSites(tx)) {
    const { places, hours } = await readSite(tx, site.id, firstDay)
    for (const [day, ofDay] of places) setSiteDay(plan, site.id, day, ofDay, hours.get(day))
  }
  return plan
}

async function readSite(tx: Tx, siteId: Id<'site'>, firstDay: LocalDate) {
  return {
    places: Map.groupBy(await readSitePlan(tx, siteId, firstDay), ({ day }) => day),
    hours: Map.groupBy(await readSiteBudgets(tx, siteId, firstDay), ({ day }) => day),
  }
}

async function mendNextSite(tx: Tx, kept: Kept, plan: Plan, clock: number): Promise<void> {
  const sites = await listSites(tx)
  const site = sites[kept.mendNext % Math.max(1, sites.length)]
  kept.mendNext++
  kept.mendedAt = clock
  if (!site) return
  const firstDay = dayNumbered(plan.firstDay)
  const { places, hours } = await readSite(tx, site.id, firstDay)
  const days = new Set([
    ...places.keys(),
    ...Array.from({ length: plan.days }, (_, index) => dayNumbered(plan.firstDay + index)),
  ])
  for (const day of days) setSiteDay(plan, site.id, day, places.get(day) ?? [], hours.get(day))
}

/** Lets rows of changes go that no plan needs any more. */
export function forgetPlanChanges(tx: Tx): Promise<number> {
  return deleteOldPlanChanges(tx, CHANGES_KEPT_MINUTES)
}
