export {
  type CheckEnd,
  type Checking,
  claimFile,
  endCheck,
  keyForPages,
  recoverChecks,
} from './actions/check.ts'
export {
  type Announced,
  beginFile,
  type HandedIn,
  type HandInRefusal,
  handedIn,
  mattersToHandInFor,
  type PaperMatter,
  type PartRefusal,
  PIPELINE_TOPIC,
  placesLeft,
  type Received,
  receivePart,
  takeBack,
  takeFile,
  uploadOf,
} from './actions/handIn.ts'
export {
  destroyDayKeys,
  handOverPaper,
  handOverPapers,
  removeRests,
  settleKeeping,
  tidyPapers,
} from './actions/keep.ts'
export {
  askLandlord,
  confirmAsLandlord,
  type LandlordPaper,
  landlordLink,
  landlordPapers,
  withdrawLandlord,
} from './actions/landlord.ts'
export { linksToPaper, openLink, pagesOf } from './actions/open.ts'
export { lockPapers, papersOfMatters, type StaffFile, type StaffPaper } from './actions/read.ts'
export type { Vault } from './actions/vault.ts'
export { type Finding, verifyDeletion } from './actions/verify.ts'
export { fileCounts } from './store.ts'
