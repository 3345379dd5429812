export { alarmsOfSite, type CounterAlarm, endAlarm, goToAlarm, raiseAlarm } from './actions/alarm.ts'
export {
  type ArrivalRefusal,
  beginElsewhere,
  checkIn,
  checkInByCode,
  checkInByNumber,
  drawTicket,
  leave,
  noteLeft,
  type TakesIn,
  type TicketRefusal,
  type TicketRequest,
} from './actions/arrive.ts'
export { arriveByPhone, type PhoneRefusal } from './actions/arriveByPhone.ts'
export {
  type CounterDay,
  type CounterRefusal,
  callAgain,
  callChosen,
  callNext,
  candidatesOf,
  closeCounter,
  finish,
  missed,
  openCounter,
  pauseCounter,
  resumeCounter,
  returnMissed,
  startServing,
  withdrawCall,
} from './actions/call.ts'
export {
  allHallRules,
  changeHallRules,
  previewRules,
  type RulesPreview,
  readPastDay,
  ruleHistory,
  undoRuleChange,
} from './actions/changeRules.ts'
export { type ClosedWords, closedWords, type OpenElsewhere, openElsewhere } from './actions/closed.ts'
export { closeForsakenCounters, endDays, sendBackForsakenCalls } from './actions/dayEnd.ts'
export { presentDisplay, type Shown } from './actions/display.ts'
export { couldExchange, exchangeAtDesk, exchangeTicket, exchangeTimes } from './actions/exchange.ts'
export { sendToSite, splitOff } from './actions/follow.ts'
export { createFrequent } from './actions/frequent.ts'
export { fetchBack, markLeft, type NextStep, park, sendOn, takeOver, unpark } from './actions/handOver.ts'
export {
  endOverride,
  type Intake,
  intakeFor,
  intakeOf,
  overrideIntake,
  overridesAt,
} from './actions/intake.ts'
export { noteIntakeToday } from './actions/intakeToday.ts'
export {
  type BlockRefusal,
  blocksToday,
  drawFromBlock,
  findBlock,
  giveBlock,
  type NumberBlock,
  returnBlock,
} from './actions/numberBlock.ts'
export { numbersOf } from './actions/numbers.ts'
export { type Outlook, outlook } from './actions/outlook.ts'
export { type NamedPaper, notePapers } from './actions/papers.ts'
export type { Promises } from './actions/promises.ts'
export { restsToday } from './actions/rests.ts'
export { goAwayFromDesk, noteTold, type ReturnLine, returnList } from './actions/returning.ts'
export { hallRulesOf } from './actions/rules.ts'
export {
  type CounterAlone,
  type CounterNow,
  counterAlone,
  type HallView,
  hallOf,
  type Overview,
  overview,
  type Present,
  unserved,
} from './actions/see.ts'
export { bookingSlip, slipOf, waitingPath } from './actions/slip.ts'
export {
  changeMatters,
  changeMattersHere,
  comeBack,
  giveCredit,
  goAway,
  noteNeeds,
} from './actions/standing.ts'
export { type TimeInstead, timesInstead } from './actions/timesInstead.ts'
export { tryCode } from './actions/tryCode.ts'
export {
  TURN_TOPIC,
  type TurnSmsRefusal,
  tellBySms,
  tellNoMore,
  turnSmsOf,
} from './actions/turnSms.ts'
export { type DoneAtDesk, mayComeBack, undo, undoAtDesk, undoable, undoableAtDesk } from './actions/undo.ts'
export { type Unserved, unservedBySite } from './actions/unserved.ts'
export { untieForsaken } from './actions/untie.ts'
export { walkInServices } from './actions/walkIns.ts'
export { createHallWatch, type HallWatch } from './actions/watch.ts'
export { standersToday, whyBeforeToday } from './actions/why.ts'
export { countersById, siteOfCounter } from './store.ts'
