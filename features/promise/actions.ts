export { type Calibration, calibration, type ReadCalibration } from './actions/calibration.ts'
export { type UsualDraws, usualDraws } from './actions/coming.ts'
export { happenedBefore, happenedToday } from './actions/happened.ts'
export {
  type PublicWaits,
  type ReadPublicWaits,
  type ServiceWaits,
  type SiteWaits,
  sitesNow,
} from './actions/publicWaits.ts'
export { seeDay } from './actions/seeDay.ts'
export { seeSite } from './actions/seeSite.ts'
export { thinPastOf } from './actions/thinPast.ts'
export { forgetOldTold, noteTold } from './actions/told.ts'
export { settleTold, type Telling } from './store.ts'
