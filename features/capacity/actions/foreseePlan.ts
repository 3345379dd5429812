import type { Site } from '#features/authority/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { timesByHour } from '../model/bookable.ts'
import { type DayTimes, timesWon } from '../model/planChange.ts'
import type { ShiftPlan } from '../model/shiftPlan.ts'
import { type LosingBooking, readLosing } from '../store/losing.ts'
import { foreseeSite } from './foresight.ts'
import { countMoves } from './release.ts'
import { appliedPlans, checkedPlan, earlierPlan } from './shiftPlan.ts'

/** So many weeks are looked at, and so many bookings named. */
const WEEKS = 4
const LOSING_SHOWN = 20

/** What a plan would do, day by day; nothing is said of one that cannot be published. */
export type PlanForesight = {
  readonly workable: boolean
  readonly replaced: number
  readonly unplaced: number
  /** The first bookings that would have no place any more, earliest first. */
  readonly losing: readonly LosingBooking[]
  readonly days: readonly DayTimes[]
}

const UNWORKABLE: PlanForesight = { workable: false, replaced: 0, unplaced: 0, losing: [], days: [] }

/** What this site's weekly shifts would do at other sites; writes nothing. */
export async function foreseeApply(
  tx: Tx,
  site: Site,
  wanted: { readonly siteKeys: readonly string[]; readonly monday: LocalDate },
): Promise<Result<readonly (PlanForesight & { site: Site; missing: readonly string[] })[], 'unknown_site'>> {
  const plans = await appliedPlans(tx, site, wanted.siteKeys)
  if (!plans) return fail('unknown_site')
  const foreseen = []
  for (const { site: target, plan, missing } of plans) {
    const what = { plan, isOld: false, monday: wanted.monday }
    foreseen.push({ ...(await foreseePlan(tx, target, what)), site: target, missing })
  }
  return ok(foreseen)
}

/** What publishing an earlier version anew would do; writes nothing. */
export async function foreseeUndo(
  tx: Tx,
  site: Site,
  { version, monday }: { readonly version: number; readonly monday: LocalDate },
): Promise<Result<PlanForesight, 'unknown_version'>> {
  const plan = await earlierPlan(tx, site, version)
  return plan ? ok(await foreseePlan(tx, site, { plan, isOld: true, monday })) : fail('unknown_version')
}

async function foreseePlan(
  tx: Tx,
  site: Site,
  wanted: { readonly plan: ShiftPlan; readonly isOld: boolean; readonly monday: LocalDate },
): Promise<PlanForesight> {
  const { plan, workable } = await checkedPlan(tx, site, wanted)
  if (!workable) return UNWORKABLE
  const range = Array.from({ length: 7 * WEEKS }, (_, index) => addDays(wanted.monday, index))
  const { moves, shares, days } = await foreseeSite(tx, site, { plan, days: range })
  const means = { zone: site.timeZone, shares }
  const lost = moves.flatMap(({ claimId, placeId }) => (placeId === null ? [claimId] : []))
  return {
    workable,
    ...countMoves(moves),
    losing: await readLosing(tx, lost, LOSING_SHOWN),
    days: days.map(({ day, before, after }) =>
      timesWon(day, timesByHour(before, day, means), timesByHour(after, day, means)),
    ),
  }
}
