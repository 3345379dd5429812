import type { changeMattersRoute } from '#features/booking/contract/changing.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import type { exchangeRoute } from '../contract/exchange.ts'
import type {
  addMattersRoute,
  chooseRoute,
  fetchRoute,
  leftRoute,
  papersRoute,
  parkRoute,
  pauseRoute,
  resumeRoute,
  sendRoute,
  sendToSiteRoute,
  takeOverRoute,
  undoRoute,
} from '../contract/handOver.ts'
import type { overrideIntakeRoute } from '../contract/intake.ts'
import type { drawFromBlockRoute } from '../contract/numberBlock.ts'
import type { houseNumbersRoute } from '../contract/numbers.ts'
import type { printAgainRoute } from '../contract/print.ts'
import type { toldRoute } from '../contract/returning.ts'
import type { changeRulesRoute, undoRulesRoute } from '../contract/rules.ts'
import type {
  awayRoute,
  creditRoute,
  deskUndoRoute,
  mattersRoute,
  needsRoute,
  splitRoute,
  turnSmsRoute,
  unparkRoute,
  whyRoute,
} from '../contract/standing.ts'
import type {
  callAgainRoute,
  callNextRoute,
  closeCounterRoute,
  counterRoute,
  deskCheckInRoute,
  drawTicketRoute,
  finishRoute,
  leaveRoute,
  missedRoute,
  openCounterRoute,
  startServingRoute,
  withdrawRoute,
} from '../contract.ts'

/** Everything that a command at a counter may answer. */
export type CounterCode = ErrorCode<
  | typeof callNextRoute
  | typeof callAgainRoute
  | typeof startServingRoute
  | typeof missedRoute
  | typeof withdrawRoute
  | typeof finishRoute
  | typeof openCounterRoute
  | typeof closeCounterRoute
  | typeof counterRoute
  | typeof chooseRoute
  | typeof fetchRoute
  | typeof leftRoute
  | typeof papersRoute
  | typeof parkRoute
  | typeof takeOverRoute
  | typeof sendRoute
  | typeof sendToSiteRoute
  | typeof addMattersRoute
  | typeof pauseRoute
  | typeof resumeRoute
  | typeof undoRoute
>

/** What may be wrong with the matters that somebody comes for. */
const MATTER_FAILURES = {
  unknown_service: 'failure.unknown_service',
  no_matter: 'failure.no_matter',
  too_many_people: 'failure.too_many_people',
  same_service_twice: 'failure.same_service_twice',
  too_long: 'failure.too_long',
  do_not_combine: 'failure.do_not_combine',
} as const

export const COUNTER_FAILURES = {
  counter_occupied: 'failure.counter_occupied',
  seated_elsewhere: 'failure.seated_elsewhere',
  counter_busy: 'failure.counter_busy',
  counter_closed: 'failure.counter_closed',
  counter_paused: 'failure.counter_paused',
  call_again_first: 'failure.call_again_first',
  nobody_waiting: 'failure.nobody_waiting',
  nobody_here: 'failure.nobody_here',
  not_possible: 'failure.not_possible',
  not_seated: 'failure.not_seated',
  not_served_here: 'failure.not_served_here',
  not_waiting: 'failure.not_waiting',
  not_parked: 'failure.not_parked',
  nobody_there: 'failure.nobody_there',
  nobody_can: 'failure.nobody_can',
  unknown_matter: 'failure.unknown_matter',
  unknown_paper: 'failure.unknown_paper',
  unknown_site: 'failure.unknown_site',
  not_offered: 'failure.not_offered_there',
  closed: 'failure.closed_there',
  not_accepted: 'failure.not_accepted_there',
  not_here: 'failure.not_waiting',
  too_late: 'failure.too_late',
  counter_not_free: 'failure.counter_not_free',
  ...MATTER_FAILURES,
} as const satisfies Readonly<Record<CounterCode, string>>

export const SPLIT_FAILURES = {
  not_here: 'failure.not_waiting',
  too_few_people: 'failure.too_few_people',
  unknown_service: 'failure.unknown_service',
  not_offered: 'failure.not_offered',
} as const satisfies Readonly<Record<ErrorCode<typeof splitRoute>, string>>

/** Everything that the information desk may be refused of somebody who waits. */
export type StandingCode = ErrorCode<
  | typeof awayRoute
  | typeof creditRoute
  | typeof deskUndoRoute
  | typeof leaveRoute
  | typeof mattersRoute
  | typeof needsRoute
  | typeof toldRoute
  | typeof unparkRoute
  | typeof exchangeRoute
>

export const STANDING_FAILURES = {
  not_waiting: 'failure.not_waiting',
  not_here: 'failure.not_waiting',
  time_is_over: 'failure.time_is_over',
  not_parked: 'failure.not_parked',
  too_late: 'failure.too_late',
  counter_busy: 'failure.counter_busy',
  counter_closed: 'failure.counter_closed',
  counter_not_free: 'failure.counter_not_free',
  not_away: 'failure.not_away',
  invalid_phone: 'failure.invalid_phone',
  credit_given_already: 'failure.credit_given_already',
  no_credit: 'failure.no_credit',
  unknown_site: 'failure.unknown_site',
  not_offered: 'failure.not_exchanged',
  time_past: 'failure.time_taken',
  beyond_horizon: 'failure.time_taken',
  time_taken: 'failure.time_taken',
  full_today: 'failure.full_today',
  closed_today: 'failure.closed_today',
  ...MATTER_FAILURES,
} as const satisfies Readonly<Record<StandingCode, string>>

export const WHY_FAILURES = {
  unknown_number: 'failure.unknown_number',
} as const satisfies Readonly<Record<ErrorCode<typeof whyRoute>, string>>

/** Closing is refused for another reason than calling. */
export const CLOSE_FAILURES = {
  counter_busy: 'failure.close_busy',
  not_seated: 'failure.not_seated',
} as const satisfies Readonly<Record<ErrorCode<typeof closeCounterRoute>, string>>

export const ARRIVAL_FAILURES = {
  unknown_booking: 'failure.unknown_booking',
  other_site: 'failure.other_site',
  other_day: 'failure.other_day',
  not_confirmed: 'failure.not_confirmed',
  cancelled: 'failure.cancelled',
  over: 'failure.over',
  not_on_site: 'failure.not_on_site',
} as const satisfies Readonly<Record<ErrorCode<typeof deskCheckInRoute>, string>>

export const BOOKED_FAILURES = {
  ...MATTER_FAILURES,
  unknown_site: 'failure.unknown_site',
  not_offered: 'failure.not_bookable',
  time_past: 'failure.time_taken',
  beyond_horizon: 'failure.time_taken',
  time_taken: 'failure.time_taken',
  full_today: 'failure.full_today',
  closed_today: 'failure.closed_today',
  not_booked: 'failure.not_booked',
  linked: 'failure.linked',
  wish_open: 'failure.wish_open',
  kind_not_offered: 'failure.kind_not_offered',
  no_birth_date: 'failure.no_birth_date',
  too_short: 'failure.too_short',
  has_open_booking: 'failure.has_open_booking',
  too_many_names: 'failure.too_many_names',
  contact_paused: 'failure.has_open_booking',
} as const satisfies Readonly<Record<ErrorCode<typeof changeMattersRoute>, string>>

export const TICKET_FAILURES = {
  unknown_site: 'failure.unknown_site',
  ...MATTER_FAILURES,
  not_offered: 'failure.not_offered',
  closed: 'failure.site_closed',
  not_accepted: 'failure.not_accepted',
} as const satisfies Readonly<Record<ErrorCode<typeof drawTicketRoute>, string>>

export const BLOCK_FAILURES = {
  unknown_site: 'failure.unknown_site',
  ...MATTER_FAILURES,
  not_offered: 'failure.not_offered',
  closed: 'failure.site_closed',
  not_in_block: 'blocks.failure.not_in_block',
  number_used: 'blocks.failure.number_used',
  block_over: 'blocks.failure.block_over',
  other_prefix: 'blocks.failure.other_prefix',
  wrong_time: 'blocks.failure.wrong_time',
} as const satisfies Readonly<Record<ErrorCode<typeof drawFromBlockRoute>, string>>

export const OVERRIDE_FAILURES = {
  unknown_service: 'failure.unknown_service',
  time_past: 'intake.failure.time_past',
  no_reason: 'choose.missing',
  no_time: 'intake.noTime',
} as const satisfies Readonly<Record<ErrorCode<typeof overrideIntakeRoute> | 'no_reason' | 'no_time', string>>

export const RULES_FAILURES = {
  unknown_site: 'rules.failure.unknown_site',
  changed_meanwhile: 'rules.failure.changed_meanwhile',
  nothing_changed: 'rules.failure.nothing_changed',
} as const satisfies Readonly<Record<ErrorCode<typeof changeRulesRoute>, string>>

export const UNDO_RULES_FAILURES = {
  not_newest: 'rules.failure.not_newest',
} as const satisfies Readonly<Record<ErrorCode<typeof undoRulesRoute>, string>>

export const NUMBERS_FAILURES = {
  range_wrong: 'numbers.failure.range_wrong',
  unknown_site: 'rules.failure.unknown_site',
} as const satisfies Readonly<Record<ErrorCode<typeof houseNumbersRoute>, string>>

export const PRINT_AGAIN_FAILURES = {
  not_here: 'failure.not_waiting',
  no_printer: 'failure.no_printer',
  bad_picture: 'failure.bad_picture',
} as const satisfies Record<ErrorCode<typeof printAgainRoute>, string>

export const TURN_SMS_FAILURES = {
  not_waiting: 'failure.not_waiting',
  no_sms: 'sms.failure.no_sms',
  bad_mobile: 'sms.failure.bad_mobile',
  too_many_sms: 'sms.failure.too_many_sms',
} as const satisfies Record<ErrorCode<typeof turnSmsRoute>, string>
