export {
  addFile,
  addPaper,
  type Coming,
  changeState,
  claimNext,
  dropEmptyPapers,
  type FileKey,
  filesOfMatters,
  filesOfVisit,
  givenUp,
  keepUntil,
  lockFile,
  lostChecks,
  noteReceived,
  type StateChange,
  slotsOf,
  triesOf,
} from './store/file.ts'
export {
  fileCounts,
  filesByKeeping,
  forgetDestroyed,
  livingFiles,
  matterVisits,
  nothingKeptUntil,
} from './store/keeping.ts'
export {
  deleteLandlordLink,
  insertLandlordLink,
  type LandlordLink,
  landlordLinkOf,
  landlordLinks,
  takeLandlordLink,
} from './store/landlord.ts'
export {
  addLink,
  deleteLinks,
  matterOfPaper,
  type PaperLink,
  readyFiles,
  sitesOfPaper,
  takeLink,
} from './store/link.ts'
export { tablesWith } from './store/search.ts'
