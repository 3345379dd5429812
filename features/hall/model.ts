export { couldStayUntil, minutesUntilBack } from './model/away.ts'
export { type Board, boardOf } from './model/board.ts'
export {
  type ArrivalSettings,
  arrival,
  type Calling,
  callableNow,
  canServe,
  dueKey,
  inCallOrder,
  isAway,
  nextToCall,
  type Order,
  type Waiting,
  withCredit,
} from './model/callOrder.ts'
export { type CodeTries, type CodeTry, countCodeTries, pauseAfter } from './model/codeTries.ts'
export { mayExchange } from './model/exchange.ts'
export { FREQUENT, mostFrequent } from './model/frequent.ts'
export {
  creditOf,
  type HallRules,
  type HallRulesChanged,
  hallRules,
  RULE_KEYS,
  RULE_RANGES,
  type RuleKey,
  sameRules,
} from './model/hallRules.ts'
export { hereCode, isHereCode } from './model/hereCode.ts'
export { houseLines, houseMaySpeak, lineAt } from './model/houseLines.ts'
export {
  type CountedVisit,
  type HouseLine,
  type HouseNumbers,
  houseNumbers,
  meanMinutes,
} from './model/houseNumbers.ts'
export {
  INTAKE_STOPS,
  type IntakeOverride,
  type IntakeSeen,
  type IntakeStop,
  mayComeToday,
  minutesToWalk,
  OVERRIDE_REASONS,
  type OverrideReason,
  overrideFor,
  type TimesToday,
  wayMinutes,
} from './model/intake.ts'
export {
  easeQuery,
  type KioskEase,
  type KioskPatience,
  patienceWith,
  readEase,
  USUAL_EASE,
} from './model/kioskEase.ts'
export { mayLeave } from './model/leaving.ts'
export { type PastDay, type PastEntry, type PastFacts, type PastPerson, pastPerson } from './model/pastDay.ts'
export { type Punctuality, punctuality } from './model/punctuality.ts'
export {
  awayFor,
  CHOICE_REASONS,
  type ChoiceReason,
  type CreditSource,
  creditReason,
  DESK_REASONS,
  type DeskReason,
  minutesAway,
  OTHER_SITE,
} from './model/reasons.ts'
export { type ReplayedCall, replay } from './model/replay.ts'
export { RETURN_MARKS, type Returning, type ReturnMark, returningOf } from './model/returning.ts'
export { type DayAtSite, type SiteChoices, siteChoices, wholeWeeks } from './model/siteChoices.ts'
export {
  type CounterChange,
  type CounterDue,
  DUE_REASONS,
  LATE_AFTER,
  type LatePerson,
  type SiteDay,
} from './model/siteDay.ts'
export { isSounded } from './model/sounded.ts'
export { type ArrivalCode, formatTicket, readArrivalCode, speakableTicket } from './model/ticket.ts'
export { ARRIVING, howTold, TOLD_CAUSES, type Told, type ToldCause } from './model/told.ts'
export { isSoon, SOON_AHEAD, TURN_SMS, type TurnSms } from './model/turn.ts'
export { isUndoable, UNDO_FOR, UNDOABLE, type Undoable, undoEvent, undoUntil } from './model/undo.ts'
export {
  addWaits,
  figuresOf,
  noWaits,
  WAIT_CLASSES,
  type WaitClass,
  type WaitFigures,
  type WaitTallies,
  type WaitTally,
  waitsIn,
} from './model/waits.ts'
export { isOnTarget, WAIT_TARGETS, type WaitsOfPeople, type WaitTarget } from './model/waitTargets.ts'
export { arrowTo, wayTo } from './model/wayToCounter.ts'
export {
  type Compared,
  type ComparedCall,
  keyAt,
  type OrderEntry,
  type WhyBefore,
  whyBefore,
} from './model/whyBefore.ts'
export {
  firstCall,
  type NumberedEntry,
  type Stander,
  type WhyKnown,
  type WhyToday,
  whyOfPair,
} from './model/whyPair.ts'
