export { answerQuestions, mayAnswer } from './actions/answers.ts'
export { bookAtOnce } from './actions/atOnce.ts'
export { type BirthAnswer, birthAsked, checkBirthDate } from './actions/birth.ts'
export { browserOf, knownBrowser } from './actions/browser.ts'
export { acceptForCaller, type Call, calledVisit, listCalls, noteLostCall } from './actions/calls.ts'
export { cancelBooking, confirmBooking, moveBooking, moveOwnBooking } from './actions/change.ts'
export { awaitedCode, enterCode, forgetOldChecks, isProvenAddress, sendCode } from './actions/check.ts'
export { type ClosingForesight, foreseeClosed, progressOf, reasonTexts } from './actions/closing.ts'
export { sayComing } from './actions/coming.ts'
export {
  type ContactRefusal,
  giveContact,
  type HeldContact,
  lacksNames,
  lacksPhone,
  saveHoldContact,
  whyNoSms,
} from './actions/contact.ts'
export { correctNames } from './actions/correct.ts'
export {
  couldBeBooked,
  type TicketForTimeRefusal,
  ticketForTime,
  timesForTicket,
} from './actions/exchange.ts'
export { finishForm } from './actions/finish.ts'
export { giveBack, giveBackCells } from './actions/freed.ts'
export { freeToday } from './actions/freeToday.ts'
export {
  expireHolds,
  extendHold,
  type HeldBooking,
  heldBooking,
  holdTime,
  peopleOf,
  releaseHold,
} from './actions/hold.ts'
export {
  askerOf,
  createHoldingLine,
  type HoldingLine,
  keyInLine,
  type Turn,
} from './actions/holdingLine.ts'
export {
  countChosen,
  type FirstFree,
  firstFree,
  forgetOldLeads,
  type LeadDay,
  leadHistory,
  lookAtLeads,
} from './actions/leadTime.ts'
export { describeVisit, type LinkedVisit, linkedVisit, visitOfLink } from './actions/link.ts'
export { createLiveSearch, type LiveSearch } from './actions/liveSearch.ts'
export {
  changeBookedMatters,
  changeBookedMinutes,
  changeSecondMinutes,
  type MattersRefusal,
  plannedOf,
} from './actions/matters.ts'
export {
  bookNext,
  type NextBooking,
  type NextRefusal,
  servedToday,
} from './actions/next.ts'
export type { Nothing } from './actions/nothing.ts'
export {
  findOddities,
  noteOddity,
  type OddityReport,
  oddityReport,
  oddityWeeks,
  pauseContact,
  resumeContact,
  writeNoted,
} from './actions/oddity.ts'
export { acceptOffer, declineOffer, type OfferRefusal, offeredAt } from './actions/offer.ts'
export { digestOfBirth, digestOfTold, forgetOldPersons } from './actions/person.ts'
export {
  type Difficulty,
  difficultyNow,
  forgetOldProofs,
  holdProven,
  newChallenge,
  type ProvenHold,
  type ProvenHoldRefusal,
} from './actions/proof.ts'
export { type Followers, foreseeMove, moveSite, tellOfMove } from './actions/relocation.ts'
export {
  chooseReminders,
  type ReminderState,
  readReminders,
  remindOnPhone,
} from './actions/remind.ts'
export { acceptReplacement, replaceNext, settleReplacements } from './actions/replacement.ts'
export { dropReplacement } from './actions/replacementEnd.ts'
export { type Options, optionsFor } from './actions/replacementOptions.ts'
export { retryNext } from './actions/replacementRetry.ts'
export { searchTimes, sitesOffering, type TimeAnswer, type TimeQuestion } from './actions/search.ts'
export { cancelForCaller, cancelOwnBooking, type GoingOn, goingOn, goOnWith } from './actions/secondTry.ts'
export {
  changeServiceReminders,
  remindersOfService,
  restoreServiceReminders,
  type ServiceRemindersChanged,
} from './actions/serviceReminders.ts'
export { settleBooking } from './actions/settle.ts'
export { bookForCaller, type CallerBooking, type CallerRefusal } from './actions/staff.ts'
export { createTakenLately, type TakenLately } from './actions/takenLately.ts'
export { type LookToday, noteStopsToday, stopsToday } from './actions/today.ts'
export { endOverdueWishes, forgetWishes, type ListLook, lookAtList } from './actions/waitlistRun.ts'
export { auditWaitlist, type ListedWish, listWaitlist, waitlistLog } from './actions/waitlistStaff.ts'
export { type DescribedWish, describeWish, freedLately, OUTLOOK_DAYS } from './actions/waitlistView.ts'
export { type ReadForecasts, type WalkInSite, walkInsNow, withForecasts } from './actions/walkIns.ts'
export type { HoldRefusal } from './actions/wanted.ts'
export {
  addWishForCaller,
  askForWish,
  confirmWish,
  earlierWishOf,
  leaveList,
  linkedWish,
  type WishRefusal,
  type WishRequest,
  wishEarlier,
} from './actions/wish.ts'
export { saveBirth } from './store/person.ts'
export { minutesFound, papersGoWith } from './store/precheck.ts'
export { countTold as toldOfMoves } from './store/relocation.ts'
export { forgetSecondTries, waitingVisits } from './store/secondTry.ts'
