import type { Tx } from '#platform/db/transaction.ts'
import { skillsOfCounters } from './actions/plan.ts'
import type { Place } from './model.ts'
import { type PlaceRange, readPlaces } from './store.ts'

export { bookMinutes, giveMinutesBack } from './actions/budget.ts'
export {
  type Closing,
  type ClosingRefusal,
  type ClosingWish,
  closeSite,
  closingsOf,
  foreseeClosing,
  reopenSite,
} from './actions/closing.ts'
export {
  counterSkills,
  hasOneFor,
  listCounters,
  type SiteSkills,
  skillsAtSites,
} from './actions/counters.ts'
export { currentPlan, forgetPlanChanges } from './actions/plan.ts'
export { type Released, releasePlaces } from './actions/release.ts'
export { rememberedDay, rememberTaken, rereadDay } from './actions/remembered.ts'
export { lastPlannedDay } from './actions/shiftPlan.ts'
export { shiftsOfDays, shiftsToday } from './actions/shiftsToday.ts'

export { mayPlan, planners } from './policy.ts'

/** The places of some days, both included, with what is taken now; a moment old when the answer is used. */
export async function loadPlaces(tx: Tx, range: PlaceRange): Promise<Place[]> {
  return readPlaces(tx, range, await skillsOfCounters(tx))
}
