// Generated from db/migrations by `./dran generate`; a test compares it. Do not edit.
import type { Generated, GeneratedAlways } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate, LocalTime } from '#kernel/instant.ts'
import type { Texts } from '#kernel/language.ts'
import type { SettingTexts, SettingContact, UnitTexts, TeamTexts, SiteTexts, ClosureTexts, HouseNoticeTexts, MessageTemplateTexts, ServiceTexts, Synonyms, DeadlineTexts, StoredQuestions, StoredChecklist, StoredReminders, StoredWhen, StoredAnswers, StoredPostal, FeeTexts, CounterTexts, StoredShiftPlan, StoredHousePlan, StoredCredits, StoredVisit, StoredHallRules, StoredCapacity, StoredChanges, StoredOutcome } from './json.ts'

export type AuditTable = {
  id: Id<'audit'>
  happened_at: Instant
  staff_id: Id<'staffMember'> | null
  action: 'signed_in' | 'signed_out' | 'counter_opened' | 'counter_closed' | 'booking_made' | 'booking_moved' | 'booking_changed' | 'booking_cancelled' | 'audit_read' | 'imported' | 'wish_added' | 'wish_removed' | 'offer_accepted' | 'offer_declined' | 'plan_published' | 'limit_overridden' | 'name_corrected' | 'contact_paused' | 'contact_resumed' | 'relocation_announced' | 'relocation_changed' | 'relocation_withdrawn' | 'site_closed' | 'site_reopened' | 'hall_rules_changed' | 'hours_changed' | 'alarm_raised' | 'alarm_ended' | 'shares_changed' | 'device_paired' | 'device_unpaired' | 'pairing_changed' | 'intake_overridden' | 'intake_released' | 'papers_opened' | 'papers_handed_over' | 'papers_destroyed' | 'template_changed' | 'template_tried' | 'checklist_changed' | 'setup_changed' | 'sender_changed' | 'reminders_changed' | 'letters_printed' | 'letters_posted' | 'letters_taken_back' | 'letter_returned' | 'minutes_changed'
  counter_id: Id<'counter'> | null
  visit_id: Id<'visit'> | null
  delete_on: LocalDate
  wish_id: Id<'wish'> | null
  shift_plan_id: Id<'shiftPlan'> | null
  reason: 'second_matter' | 'hardship' | 'wrong_entry' | 'helper' | 'new_name' | 'trading' | 'many_names' | 'many_bookings' | null
  closing_id: Id<'closing'> | null
  hall_rule_change_id: Id<'hallRuleChange'> | null
  site_id: Id<'site'> | null
  capacity_change_id: Id<'capacityChange'> | null
  message_template_id: Id<'messageTemplate'> | null
  service_checklist_id: Id<'serviceChecklist'> | null
}

export type BlockNumberTable = {
  site_id: Id<'site'>
  day: LocalDate
  prefix: string
  number: number
  number_block_id: Id<'numberBlock'>
  first_number: number
  last_number: number
  visit_id: Id<'visit'> | null
}

export type BookedByTable = {
  visit_id: Id<'visit'>
  contact: Buffer
  family: string
  name: Buffer
  slot: number | null
  created_at: Instant
}

export type BookedNameTable = {
  contact: Buffer
  number: number
  name: Buffer
}

export type CapacityChangeTable = {
  id: Id<'capacityChange'>
  site_id: Id<'site'> | null
  about: 'shares' | 'hours' | 'setup' | 'minutes'
  source: 'console' | 'import'
  changed_at: Instant
  before: StoredCapacity
  after: StoredCapacity
  undoes: Id<'capacityChange'> | null
}

export type ClaimTable = {
  id: Id<'claim'>
  visit_id: Id<'visit'> | null
  kind: 'booked' | 'held' | 'offered' | 'freed'
  place_id: Id<'place'> | null
  day: LocalDate
  first_cell: number
  end_cell: number
  until: Instant | null
}

export type ClaimCellTable = {
  place_id: Id<'place'>
  day: LocalDate
  cell: number
  claim_id: Id<'claim'>
}

export type ClosingTable = {
  id: Id<'closing'>
  site_id: Id<'site'>
  counter_ids: Id<'counter'>[]
  first_day: LocalDate
  last_day: LocalDate
  starts: LocalTime | null
  ends: LocalTime | null
  texts: ClosureTexts
  created_at: Instant
  reopened_at: Instant | null
}

export type ClosureTable = {
  id: Id<'closure'>
  site_id: Id<'site'> | null
  first_day: LocalDate
  last_day: LocalDate
  texts: ClosureTexts
}

export type CommandTable = {
  key: string
  kind: string
  fingerprint: string
  answer: unknown
  created_at: Instant
}

export type ContactCheckTable = {
  id: Id<'contactCheck'>
  browser: string
  contact: Buffer
  language: 'de' | 'de-simple' | 'en'
  name: string
  email: string
  tries: Generated<number>
  holds: Generated<number>
  proven: Generated<boolean>
  created_at: Instant
  until: Instant
}

export type ContactPauseTable = {
  contact: Buffer
  until: Instant
  reason: 'trading' | 'many_names' | 'many_bookings' | null
}

export type CounterTable = {
  id: Id<'counter'>
  site_id: Id<'site'>
  key: string
  position: number
  texts: CounterTexts
  active: Generated<boolean>
}

export type CounterAlarmTable = {
  counter_id: Id<'counter'>
  id: Id<'counterAlarm'>
  site_id: Id<'site'>
  raised_at: Instant
  pressed_at: Instant
  coming: Generated<number>
}

export type CounterAwayTable = {
  id: Id<'counterAway'>
  counter_id: Id<'counter'>
  first_day: LocalDate
  last_day: LocalDate
  starts: LocalTime | null
  ends: LocalTime | null
}

export type CounterRestTable = {
  counter_id: Id<'counter'>
  site_id: Id<'site'>
  began_at: Instant
  ended_at: Instant
}

export type CounterSkillTable = {
  counter_id: Id<'counter'>
  service_id: Id<'service'>
}

export type DayShiftTable = {
  counter_id: Id<'counter'>
  day: LocalDate
  starts: LocalTime
  ends: LocalTime
  break_starts: LocalTime | null
  break_ends: LocalTime | null
  duration_percent: Generated<number>
  mode: 'appointment' | 'walk_in' | 'both'
}

export type DeviceTable = {
  id: Id<'device'>
  kind: 'display' | 'kiosk' | 'agent'
  token_hash: Buffer
  code: string | null
  code_until: Instant | null
  site_id: Id<'site'> | null
  name: string | null
  paired_at: Instant | null
  seen_at: Instant
  language: Generated<'de' | 'de-simple' | 'en'>
  second_language: Generated<'de' | 'de-simple' | 'en' | null>
  volume: Generated<number>
  quiet_from: LocalTime | null
  quiet_until: LocalTime | null
  speaks: Generated<boolean>
  flashes: Generated<boolean>
  kiosk_id: Id<'device'> | null
  printer_state: 'ready' | 'paper_low' | 'no_paper' | 'cover_open' | 'error' | 'unreachable' | null
  printer_since: Instant | null
  shows: Generated<'calls' | 'house'>
  stands_at: string | null
}

export type DeviceRuleTable = {
  only_one: Generated<boolean>
  pairing_required: boolean
}

export type FreedTimeTable = {
  claim_id: Id<'claim'>
  reason: 'cancelled' | 'moved' | 'expired' | 'returned' | 'released'
  batch: number | null
}

export type HallRuleTable = {
  site_id: Id<'site'> | null
  early_minutes: number | null
  late_minutes: number | null
  appointment_credit_minutes: number | null
  credit_ceiling_minutes: number | null
  self_service_credit_minutes: number | null
  need_credit_minutes: number | null
  pick_up_credit_minutes: number | null
  desk_credit_minutes: number | null
  calls_before_missed: number | null
  missed_wait_minutes: number | null
  away_minutes: number | null
  own_need_credit_minutes: number | null
  intake_control: number | null
  intake_extra_minutes: number | null
}

export type HallRuleChangeTable = {
  id: Id<'hallRuleChange'>
  site_id: Id<'site'> | null
  changed_at: Instant
  before: StoredHallRules
  rules: StoredHallRules
  undoes: Id<'hallRuleChange'> | null
}

export type HourBudgetTable = {
  site_id: Id<'site'>
  day: LocalDate
  hour: number
  limit_minutes: number
  open_minutes: number
  online_minutes: number
  booked_minutes: number
  bound_minutes: number
}

export type HouseNoticeTable = {
  id: Id<'houseNotice'>
  site_id: Id<'site'> | null
  texts: HouseNoticeTexts
  shows_from: Instant
  shows_until: Instant
  withdrawn_at: Instant | null
  changed_at: Instant
}

export type HousePlanTable = {
  site_id: Id<'site'>
  version: number
  plan: StoredHousePlan
  changed_at: Instant
}

export type IntakeOverrideTable = {
  id: Id<'intakeOverride'>
  site_id: Id<'site'>
  service_id: Id<'service'> | null
  takes_in: boolean
  reason: 'staff_missing' | 'disturbance' | 'crowded' | 'event' | 'other'
  starts_at: Instant
  until: Instant
  ended_at: Instant | null
}

export type JournalTable = {
  site_id: Id<'site'>
  number: number
  visit_id: Id<'visit'>
  visit_version: number
  previous_version: GeneratedAlways<number | null>
  event: 'held' | 'hold_extended' | 'contact_given' | 'name_corrected' | 'booked' | 'coming_said' | 'moved' | 'expired' | 'cancelled' | 'ticket_drawn' | 'checked_in' | 'called' | 'called_again' | 'started' | 'finished' | 'missed' | 'returned' | 'withdrawn' | 'left' | 'no_show' | 'settled' | 'credited' | 'need_noted' | 'matters_changed' | 'split_off' | 'went_away' | 'came_back' | 'parked' | 'fetched' | 'unparked' | 'sent_on' | 'exchanged' | 'untied' | 'taken_over' | 'call_undone' | 'withdraw_undone' | 'start_undone' | 'finish_undone' | 'missed_undone' | 'send_undone' | 'park_undone' | 'fetch_undone' | 'unpark_undone' | 'take_over_undone' | 'matters_undone' | 'split_undone' | 'credit_undone' | 'need_undone' | 'away_undone' | 'back_undone' | 'exchange_undone' | 'retracted' | 'leave_undone' | 'papers_seen' | 'papers_undone'
  from_state: string | null
  to_state: string
  counter_id: Id<'counter'> | null
  happened_at: Instant
  recorded_at: Instant
  reason: string | null
}

export type JournalCounterTable = {
  site_id: Id<'site'>
  last_number: number
}

export type LandlordLinkTable = {
  id: Id<'landlordLink'>
  visit_id: Id<'visit'>
  matter_id: Id<'matter'>
  item: string
  digest: Buffer
  made_at: Instant
  used_at: Instant | null
}

export type LeadCountedDayTable = {
  day: LocalDate
}

export type LeadLookTable = {
  at: Instant
}

export type LeadTimeTable = {
  day: LocalDate
  service_id: Id<'service'>
  site_id: Id<'site'> | null
  samples: Generated<number>
  without_time: Generated<number>
  least_minutes: number | null
  most_minutes: number | null
  sum_minutes: Generated<number>
  bookings: number | null
  median_minutes: number | null
  within_fortnight: number | null
}

export type LetterTable = {
  message_id: Id<'message'>
  run_id: Id<'letterRun'>
  position: number
}

export type LetterRunTable = {
  id: Id<'letterRun'>
  number: number
  site_id: Id<'site'> | null
  made_at: Instant
  posted_at: Instant | null
}

export type LocalityTable = {
  postcode: string
  district: string
  latitude: number
  longitude: number
}

export type MatterTable = {
  id: Id<'matter'>
  service_id: Id<'service'>
  people: number
  outcome: 'done' | 'partly' | 'not_possible' | 'moved' | null
  reference: string
  answers: StoredAnswers | null
}

export type MessageTable = {
  id: Id<'message'>
  visit_id: Id<'visit'> | null
  kind: 'confirm' | 'booked' | 'moved' | 'cancelled' | 'closed' | 'reopened' | 'relocated' | 'reminder' | 'papers_checked' | 'papers_refused' | 'settled' | 'ready' | 'ticket' | 'soon' | 'come_back' | 'wish_confirm' | 'wish_offer' | 'wish_ended' | 'contact_code' | 'trial'
  language: 'de' | 'de-simple' | 'en'
  recipient: string
  state: 'due' | 'sending' | 'sent' | 'failed' | 'unknown'
  due_at: Instant
  attempts: Generated<number>
  attempt_id: Id<'attempt'> | null
  attempted_at: Instant | null
  sent_at: Instant | null
  failure: string | null
  created_at: Instant
  wish_id: Id<'wish'> | null
  check_id: Id<'contactCheck'> | null
  about_at: Instant | null
  lead_hours: number | null
  handed_at: Instant | null
  told_at: Instant | null
  draft_id: Id<'templateDraft'> | null
  channel: Generated<'mail' | 'sms' | 'push' | 'letter' | 'telephone'>
  call_tries: Generated<number>
  call_again_at: Instant | null
  gateway_key: Id<'gatewayKey'> | null
}

export type MessageTemplateTable = {
  id: Id<'messageTemplate'>
  kind: 'confirm' | 'booked' | 'moved' | 'cancelled' | 'closed' | 'closed_none' | 'reopened' | 'relocated' | 'relocation_undone' | 'reminder' | 'papers_wanted' | 'papers_unsent' | 'papers_good' | 'papers_some' | 'papers_refused' | 'papers_time' | 'settled' | 'ready' | 'wish_confirm' | 'wish_offer' | 'wish_ended' | 'contact_code'
  texts: MessageTemplateTexts
  changed_at: Instant
  restores: Id<'messageTemplate'> | null
}

export type MobileGivenTable = {
  digest: Buffer
  day: LocalDate
  nth: number
  site_id: Id<'site'>
  given_at: Instant
}

export type NumberBlockTable = {
  id: Id<'numberBlock'>
  site_id: Id<'site'>
  day: LocalDate
  prefix: string
  first_number: number
  last_number: number
  device_id: Id<'device'> | null
  holder: string
  given_at: Instant
  returned_at: Instant | null
}

export type OddityCountTable = {
  day: LocalDate
  kind: 'held' | 'asked' | 'booked' | 'moved' | 'cancelled' | 'unconfirmed' | 'retaken' | 'held_at_release' | 'cancelled_at_release' | 'busy_contacts' | 'many_names' | 'has_open_booking' | 'too_many_names' | 'contact_paused' | 'moved_enough' | 'too_many_open' | 'too_many_codes' | 'proof_missing' | 'proof_wrong' | 'proof_spent' | 'rate_limited' | 'birth_differs'
  count: number
}

export type OfferTable = {
  id: Id<'offer'>
  wish_id: Id<'wish'>
  state: 'open' | 'accepted' | 'declined' | 'lapsed' | 'withdrawn'
  claim_id: Id<'claim'> | null
  site_id: Id<'site'>
  starts_at: Instant
  minutes: number
  until: Instant
  created_at: Instant
}

export type OpenCounterTable = {
  counter_id: Id<'counter'>
  site_id: Id<'site'>
  opened_at: Instant
  paused_at: Instant | null
}

export type PaperTable = {
  id: Id<'paper'>
  matter_id: Id<'matter'>
  item: string | null
  created_at: Instant
  filed_at: Instant | null
}

export type PaperCheckTable = {
  matter_id: Id<'matter'>
  item: string
  verdict: 'green' | 'question' | 'missing'
  answer: 'unreadable' | 'incomplete' | 'expired' | 'unsigned' | 'wrong_paper' | 'not_there' | null
  words: string | null
  said_at: Instant
}

export type PaperEventTable = {
  file_id: Id<'paperFile'>
  version: number
  from_state: string | null
  to_state: string
  happened_at: Instant
  before_version: GeneratedAlways<number | null>
}

export type PaperFileTable = {
  id: Id<'paperFile'>
  paper_id: Id<'paper'>
  visit_id: Id<'visit'>
  slot: number | null
  page_order: number
  version: number
  state: 'received' | 'quarantined' | 'checking' | 'ready' | 'refused' | 'destroyed'
  reason: 'empty' | 'too_large' | 'wrong_kind' | 'other_kind' | 'too_many_pages' | 'too_many_pixels' | 'damaged' | 'locked' | 'hostile' | null
  name: string | null
  kind: 'pdf' | 'jpeg' | 'png' | 'heic'
  bytes: number
  received_bytes: number
  sealed_bytes: number
  sha256: Buffer | null
  wrapped_key: Buffer | null
  content: number
  kept_until: LocalDate
  pages: number | null
  unchecked: Generated<boolean>
  tries: Generated<number>
  due_at: Instant
  created_at: Instant
  changed_at: Instant
}

export type PaperLinkTable = {
  digest: Buffer
  paper_id: Id<'paper'>
  page: number | null
  expires_at: Instant
}

export type PaperSeenTable = {
  visit_id: Id<'visit'>
  service_id: Id<'service'>
  paper: string
  seen_at: Instant
}

export type PlaceTable = {
  id: Id<'place'>
  site_id: Id<'site'>
  counter_id: Id<'counter'>
  day: LocalDate
  first_cell: number
  end_cell: number
  break_first_cell: number | null
  break_end_cell: number | null
  duration_percent: Generated<number>
  withdrawn: Generated<boolean>
  mode: Generated<'appointment' | 'both'>
}

export type PlanChangeTable = {
  transaction: Generated<string>
  site_id: Id<'site'>
  day: LocalDate
  changed_at: Generated<Instant>
  gain: Generated<boolean>
}

export type PrecheckTable = {
  visit_id: Id<'visit'>
  version: number
  minutes: number | null
  another_time: Generated<boolean>
  said_at: Instant
}

export type PrintJobTable = {
  id: Id<'printJob'>
  agent_id: Id<'device'> | null
  visit_id: Id<'visit'>
  copy: number
  state: 'queued' | 'printing' | 'printed' | 'failed'
  reason: 'no_paper' | 'cover_open' | 'error' | 'unreachable' | 'cut_off' | 'expired' | 'unknown' | null
  agent_run_id: Id<'agentRun'> | null
  picture: Buffer | null
  height: number
  created_at: Instant
  changed_at: Instant
}

export type PromiseToldTable = {
  id: Id<'promiseTold'>
  site_id: Id<'site'>
  visit_id: Id<'visit'> | null
  told_at: Instant
  booked: boolean
  back: number
  low: number
  middle: number
  high: number
  says_from: Instant
  says_until: Instant
  says_back_by: Instant | null
  settled: Generated<boolean>
  called_at: Instant | null
}

export type PushTable = {
  id: Id<'push'>
  subscription_id: Id<'pushSubscription'>
  kind: 'soon' | 'come_back' | 'earlier' | 'called'
  occasion: string
  state: 'due' | 'sending' | 'sent' | 'dropped'
  due_at: Instant
  attempts: Generated<number>
  attempted_at: Instant | null
}

export type PushSubscriptionTable = {
  id: Id<'pushSubscription'>
  visit_id: Id<'visit'>
  endpoint: string
  phone_key: Buffer
  phone_secret: Buffer
  key_month: string
  language: 'de' | 'de-simple' | 'en'
  created_at: Instant
}

export type ReadyDocumentTable = {
  matter_id: Id<'matter'>
  run_id: Id<'run'>
  message_id: Id<'message'>
  noted_at: Instant
}

export type ReferenceVersionTable = {
  only_row: Generated<boolean>
  version: number
}

export type RefusedAddressTable = {
  digest: Buffer
  refusals: Generated<number>
  last_at: Instant
  bounces: Generated<number>
}

export type ReleaseMomentTable = {
  day: LocalDate
  at: Instant
  released: Generated<boolean>
}

export type RelocationTable = {
  id: Id<'relocation'>
  site_id: Id<'site'>
  first_day: LocalDate
  texts: SiteTexts
  district: string
  street: string
  postcode: string
  town: string
  latitude: number
  longitude: number
  step_free: boolean
  family_friendly: boolean
  self_service: boolean
  created_at: Instant
  withdrawn_at: Instant | null
}

export type RelocationNoticeTable = {
  visit_id: Id<'visit'>
  changes: number
  mailed: boolean
  changed_at: Instant
  told_at: Instant | null
  call_tries: Generated<number>
  call_again_at: Instant | null
}

export type ReplacementTable = {
  id: Id<'replacement'>
  closing_id: Id<'closing'>
  visit_id: Id<'visit'>
  state: 'open' | 'none' | 'accepted' | 'lapsed' | 'withdrawn'
  claim_id: Id<'claim'> | null
  site_id: Id<'site'> | null
  starts_at: Instant | null
  minutes: number | null
  until: Instant | null
  created_at: Instant
  told_at: Instant | null
  looked: Generated<string>
  passed: Generated<string[]>
  call_tries: Generated<number>
  call_again_at: Instant | null
}

export type ScannedCodeTable = {
  agent_id: Id<'device'>
  code: string
  scanned_at: Instant
}

export type ScenarioTable = {
  id: Id<'scenario'>
  site_id: Id<'site'>
  name: string
  version: number
  changes: StoredChanges
  saved_at: Instant
  saved_by: 'manager' | 'administrator'
  outcome: StoredOutcome | null
  played_at: Instant | null
  removed_at: Instant | null
}

export type SecondTryTable = {
  visit_id: Id<'visit'>
  browser: string | null
  chosen: boolean
  until: Instant
}

export type ServiceTable = {
  id: Id<'service'>
  key: string
  leika_key: string | null
  ticket_prefix: string
  minutes: number
  minutes_per_further_person: number
  people_limit: number
  rank: number
  online_url: string | null
  texts: ServiceTexts
  synonyms: Synonyms
  active: Generated<boolean>
  deadline_days: number | null
  deadline_texts: DeadlineTexts | null
  family: string | null
  scarce: Generated<boolean>
  kinds: Generated<('on_site' | 'telephone' | 'video')[]>
  stands_alone: Generated<boolean>
  shared_step: string | null
  shared_minutes: number | null
  quick: 'pick_up' | 'question' | null
  questions: Generated<StoredQuestions>
  reminder_hours: number[] | null
  takes_papers: Generated<boolean>
  paper_days: Generated<number>
  settled_by_papers: Generated<boolean>
  reminder_channels: ('mail' | 'sms' | 'push')[] | null
  contact_days: Generated<number>
}

export type ServiceApartTable = {
  one_id: Id<'service'>
  other_id: Id<'service'>
}

export type ServiceChecklistTable = {
  id: Id<'serviceChecklist'>
  service_id: Id<'service'>
  version: number
  checklist: StoredChecklist | null
  changed_at: Instant
  imported: boolean
  restores: Id<'serviceChecklist'> | null
  reminders: StoredReminders | null
}

export type ServiceFeeTable = {
  service_id: Id<'service'>
  key: string
  valid_from: LocalDate
  valid_until: LocalDate | null
  cents: number
  texts: FeeTexts
}

export type ServicePaperTable = {
  service_id: Id<'service'>
  position: number
  texts: Texts
  needed_when: StoredWhen | null
  only_if: Texts | null
  choice: string | null
  form: 'landlord' | null
}

export type SettingTable = {
  only_row: Generated<boolean>
  texts: SettingTexts
  time_zone: string
  region: string
  sender_name: string
  sender_address: string
  contact: SettingContact
  hold_minutes: Generated<number>
  hold_limit_minutes: Generated<number>
  confirm_minutes: Generated<number>
  confirm_before_minutes: Generated<number>
  confirm_least_minutes: Generated<number>
  horizon_days: Generated<number>
  booking_lead_minutes: Generated<number>
  early_minutes: Generated<number>
  late_minutes: Generated<number>
  appointment_credit_minutes: Generated<number>
  credit_ceiling_minutes: Generated<number>
  waitlist_percent: Generated<number>
  longest_day_minutes: Generated<number>
  covered_percent: Generated<number>
  open_bookings_limit: Generated<number>
  names_limit: Generated<number>
  moves_limit: Generated<number>
  unconfirmed_pause_minutes: Generated<number>
  proof_floor: Generated<number>
  proof_ceiling: Generated<number>
  release_opens: LocalTime | null
  release_closes: LocalTime | null
  video_link: string | null
  link_days: Generated<number>
  walk_in_percent: Generated<number>
  caller_percent: Generated<number>
  short_term_percent: Generated<number>
  short_term_days: Generated<number>
  online_today: Generated<boolean>
  reminder_hours: Generated<number[]>
  papers_unscanned: Generated<'wait' | 'mark'>
  sms_sender: string | null
  reminder_channels: Generated<('mail' | 'sms' | 'push')[]>
}

export type ShiftPlanTable = {
  id: Id<'shiftPlan'>
  site_id: Id<'site'>
  version: number
  source: 'editor' | 'away' | 'undo' | 'import'
  undoes: number | null
  plan: StoredShiftPlan
  published_at: Instant
}

export type ShiftRuleTable = {
  counter_id: Id<'counter'>
  weekday: number
  starts: LocalTime
  ends: LocalTime
  break_starts: LocalTime | null
  break_ends: LocalTime | null
  duration_percent: Generated<number>
  mode: 'appointment' | 'walk_in' | 'both'
}

export type SignInFailureTable = {
  login: string
  network: string
  failures: number
  last_at: Instant
}

export type SiteTable = {
  id: Id<'site'>
  key: string
  unit_id: Id<'unit'>
  kind: 'permanent' | 'temporary' | 'mobile'
  texts: SiteTexts
  district: string
  street: string
  postcode: string
  town: string
  latitude: number
  longitude: number
  step_free: boolean
  time_zone: string
  active: Generated<boolean>
  walk_in_percent: number | null
  languages: Generated<('de' | 'en' | 'tr' | 'ar' | 'uk' | 'ru' | 'fr' | 'pl' | 'fa' | 'es' | 'it' | 'ro' | 'gsg')[]>
  family_friendly: Generated<boolean>
  self_service: Generated<boolean>
}

export type SiteHoursTable = {
  site_id: Id<'site'>
  weekday: number
  opens: LocalTime
  closes: LocalTime
}

export type SiteSenderTable = {
  site_id: Id<'site'>
  name: string
  address: string
  reply_address: string | null
}

export type SiteServiceTable = {
  site_id: Id<'site'>
  service_id: Id<'service'>
  mode: 'appointment' | 'walk_in' | 'both'
}

export type SpecialHoursTable = {
  site_id: Id<'site'>
  day: LocalDate
  opens: LocalTime
  closes: LocalTime
}

export type SpentProofTable = {
  salt: string
  spent_at: Instant
}

export type StaffMemberTable = {
  id: Id<'staffMember'>
  login: string
  name: string
  password_hash: string
  roles: ('clerk' | 'information_desk' | 'phone_agent' | 'manager' | 'administrator' | 'data_protection' | 'staff_council')[]
  site_id: Id<'site'> | null
  language: 'de' | 'en'
  active: Generated<boolean>
}

export type StaffSessionTable = {
  id_hash: Buffer
  staff_id: Id<'staffMember'>
  counter_id: Id<'counter'> | null
  created_at: Instant
  seen_at: Instant
  expires_at: Instant
}

export type StepTable = {
  id: Id<'step'>
  visit_id: Id<'visit'>
  position: number
  kind: 'counter'
  state: 'open' | 'active' | 'done'
  counter_id: Id<'counter'> | null
}

export type StopTable = {
  id: Id<'stop'>
  team_number: number
  site_id: Id<'site'>
  day: LocalDate
  opens: LocalTime
  closes: LocalTime
  break_starts: LocalTime | null
  break_ends: LocalTime | null
  travel_minutes: number | null
  leaves: LocalTime
  packed: LocalTime
  created_at: Instant
  cancelled_at: Instant | null
}

export type StopClosingTable = {
  closing_id: Id<'closing'>
  stop_id: Id<'stop'>
}

export type StreetTable = {
  name: string
  from_number: number
  to_number: number
  postcode: string
  district: string | null
  latitude: number
  longitude: number
}

export type TeamTable = {
  number: number
  key: string
  texts: TeamTexts
  latitude: number
  longitude: number
  setup_minutes: number
  active: Generated<boolean>
}

export type TeamCounterTable = {
  counter_id: Id<'counter'>
  team_number: number
}

export type TeamServiceTable = {
  team_number: number
  service_id: Id<'service'>
}

export type TemplateDraftTable = {
  id: Id<'templateDraft'>
  kind: 'confirm' | 'booked' | 'moved' | 'cancelled' | 'closed' | 'closed_none' | 'reopened' | 'relocated' | 'relocation_undone' | 'reminder' | 'papers_wanted' | 'papers_unsent' | 'papers_good' | 'papers_some' | 'papers_refused' | 'papers_time' | 'settled' | 'ready' | 'wish_confirm' | 'wish_offer' | 'wish_ended' | 'contact_code'
  texts: MessageTemplateTexts
  written_at: Instant
}

export type ThinPastTable = {
  only_one: Generated<boolean>
  before_day: LocalDate
  one_of: number
}

export type TicketCounterTable = {
  site_id: Id<'site'>
  day: LocalDate
  prefix: string
  last_number: number
}

export type TodayStopTable = {
  site_id: Id<'site'>
  service_id: Id<'service'>
  reason: 'full_today' | 'closed_today'
  bookable_from: Instant
  noted_at: Instant
  holds_until: Instant
  bookable_until: Instant | null
}

export type UndoPointTable = {
  key: string
  event: 'called' | 'withdrawn' | 'started' | 'finished' | 'missed' | 'left' | 'parked' | 'fetched' | 'unparked' | 'sent_on' | 'sent_to_site' | 'taken_over' | 'matters_changed' | 'split_off' | 'paused' | 'resumed' | 'papers_seen' | 'credited' | 'need_noted' | 'went_away' | 'came_back' | 'exchanged'
  done_at: Instant
  visit_id: Id<'visit'> | null
  visit_version: number | null
  before: StoredVisit | null
  paused_at: Instant | null
  follower_id: Id<'visit'> | null
  follower_version: number | null
}

export type UnitTable = {
  id: Id<'unit'>
  key: string
  texts: UnitTexts
}

export type VisitTable = {
  id: Id<'visit'>
  site_id: Id<'site'>
  origin: 'booking' | 'ticket'
  channel: 'online' | 'telephone' | 'desk' | 'kiosk'
  state: 'held' | 'booked' | 'waiting' | 'called' | 'serving' | 'parked' | 'done' | 'missed' | 'expired' | 'cancelled' | 'no_show' | 'settled' | 'left'
  version: number
  day: LocalDate
  people: number
  minutes: number
  language: 'de' | 'de-simple' | 'en'
  appointment_at: Instant | null
  booking_number: string | null
  ticket_prefix: string
  ticket_number: string | null
  arrived_at: Instant | null
  reference_at: Instant | null
  due_at: Instant | null
  callable_from: Instant | null
  missed_count: Generated<number>
  counter_id: Id<'counter'> | null
  called_at: Instant | null
  call_count: Generated<number>
  hold_browser: string | null
  hold_started_at: Instant | null
  link_generation: Generated<number>
  link_hash: Buffer
  moved_count: Generated<number>
  follows_visit_id: Id<'visit'> | null
  created_at: Instant
  kind: Generated<'on_site' | 'telephone' | 'video'>
  linked_visit_id: Id<'visit'> | null
  linked_second: Generated<boolean>
  credits: Generated<StoredCredits>
  needs: Generated<('step_free' | 'infants' | 'hearing' | 'sight' | 'language' | 'quiet')[]>
  away_until: Instant | null
  parked_for: 'photo' | 'papers' | 'colleague' | null
  for_counter_id: Id<'counter'> | null
  service_ids: Id<'service'>[] | null
  on_the_way: Generated<boolean>
  own_moves: Generated<number>
}

export type VisitBirthTable = {
  visit_id: Id<'visit'>
  digest: Buffer
}

export type VisitContactTable = {
  visit_id: Id<'visit'>
  name: string
  email: string | null
  phone: string | null
  companions: Generated<string[]>
  reach_km: Generated<number>
  reminders: string[] | null
  told_by: 'mail' | 'sms' | 'push' | 'letter' | 'telephone' | null
  mobile: string | null
  postal: StoredPostal | null
}

export type VisitMatterTable = {
  visit_id: Id<'visit'>
  service_id: Id<'service'>
  matter_id: Id<'matter'>
  outcome: 'done' | 'partly' | 'not_possible' | 'moved' | null
  going_on: number | null
}

export type VisitMobileTable = {
  visit_id: Id<'visit'>
  mobile: string
  told_turn: number | null
}

export type VisitNoteTable = {
  id: Id<'visitNote'>
  visit_id: Id<'visit'>
  text: string
  written_at: Instant
}

export type VisitReturnTable = {
  visit_id: Id<'visit'>
  phone: string | null
  told_at: Instant | null
}

export type WaitlistBatchTable = {
  number: number
  urgent_left: number
  created_at: Instant
}

export type WaitlistCounterTable = {
  only_row: Generated<boolean>
  last_number: number
  last_batch: number
  carry: number
}

export type WaitlistLogTable = {
  number: number
  happened_at: Instant
  event: 'joined' | 'changed' | 'ended' | 'run' | 'offered' | 'accepted' | 'declined' | 'lapsed' | 'withdrawn'
  wish_id: Id<'wish'> | null
  offer_id: Id<'offer'> | null
  facts: unknown
}

export type WishTable = {
  id: Id<'wish'>
  state: 'asked' | 'waiting' | 'ended'
  why_ended: 'accepted' | 'left' | 'removed' | 'over' | 'replaced' | 'unconfirmed' | 'visit_over' | null
  channel: 'online' | 'telephone' | 'desk'
  language: 'de' | 'de-simple' | 'en'
  visit_id: Id<'visit'> | null
  before_at: Instant | null
  minutes: number
  site_ids: Id<'site'>[]
  weekdays: number[]
  parts: ('morning' | 'afternoon' | 'evening')[]
  first_day: LocalDate
  until_day: LocalDate
  deadline_on: LocalDate | null
  refusals: Generated<number>
  queued_at: Instant
  person: Buffer | null
  link_hash: Buffer
  created_at: Instant
  ended_at: Instant | null
  kind: Generated<'on_site' | 'telephone' | 'video'>
}

export type WishContactTable = {
  wish_id: Id<'wish'>
  name: string
  email: string | null
  phone: string | null
  companions: Generated<string[]>
  birth: Buffer | null
}

export type WishMatterTable = {
  wish_id: Id<'wish'>
  position: number
  service_id: Id<'service'>
  people: number
}

export type Schema = {
  audit: AuditTable
  block_number: BlockNumberTable
  booked_by: BookedByTable
  booked_name: BookedNameTable
  capacity_change: CapacityChangeTable
  claim: ClaimTable
  claim_cell: ClaimCellTable
  closing: ClosingTable
  closure: ClosureTable
  command: CommandTable
  contact_check: ContactCheckTable
  contact_pause: ContactPauseTable
  counter: CounterTable
  counter_alarm: CounterAlarmTable
  counter_away: CounterAwayTable
  counter_rest: CounterRestTable
  counter_skill: CounterSkillTable
  day_shift: DayShiftTable
  device: DeviceTable
  device_rule: DeviceRuleTable
  freed_time: FreedTimeTable
  hall_rule: HallRuleTable
  hall_rule_change: HallRuleChangeTable
  hour_budget: HourBudgetTable
  house_notice: HouseNoticeTable
  house_plan: HousePlanTable
  intake_override: IntakeOverrideTable
  journal: JournalTable
  journal_counter: JournalCounterTable
  landlord_link: LandlordLinkTable
  lead_counted_day: LeadCountedDayTable
  lead_look: LeadLookTable
  lead_time: LeadTimeTable
  letter: LetterTable
  letter_run: LetterRunTable
  locality: LocalityTable
  matter: MatterTable
  message: MessageTable
  message_template: MessageTemplateTable
  mobile_given: MobileGivenTable
  number_block: NumberBlockTable
  oddity_count: OddityCountTable
  offer: OfferTable
  open_counter: OpenCounterTable
  paper: PaperTable
  paper_check: PaperCheckTable
  paper_event: PaperEventTable
  paper_file: PaperFileTable
  paper_link: PaperLinkTable
  paper_seen: PaperSeenTable
  place: PlaceTable
  plan_change: PlanChangeTable
  precheck: PrecheckTable
  print_job: PrintJobTable
  promise_told: PromiseToldTable
  push: PushTable
  push_subscription: PushSubscriptionTable
  ready_document: ReadyDocumentTable
  reference_version: ReferenceVersionTable
  refused_address: RefusedAddressTable
  release_moment: ReleaseMomentTable
  relocation: RelocationTable
  relocation_notice: RelocationNoticeTable
  replacement: ReplacementTable
  scanned_code: ScannedCodeTable
  scenario: ScenarioTable
  second_try: SecondTryTable
  service: ServiceTable
  service_apart: ServiceApartTable
  service_checklist: ServiceChecklistTable
  service_fee: ServiceFeeTable
  service_paper: ServicePaperTable
  setting: SettingTable
  shift_plan: ShiftPlanTable
  shift_rule: ShiftRuleTable
  sign_in_failure: SignInFailureTable
  site: SiteTable
  site_hours: SiteHoursTable
  site_sender: SiteSenderTable
  site_service: SiteServiceTable
  special_hours: SpecialHoursTable
  spent_proof: SpentProofTable
  staff_member: StaffMemberTable
  staff_session: StaffSessionTable
  step: StepTable
  stop: StopTable
  stop_closing: StopClosingTable
  street: StreetTable
  team: TeamTable
  team_counter: TeamCounterTable
  team_service: TeamServiceTable
  template_draft: TemplateDraftTable
  thin_past: ThinPastTable
  ticket_counter: TicketCounterTable
  today_stop: TodayStopTable
  undo_point: UndoPointTable
  unit: UnitTable
  visit: VisitTable
  visit_birth: VisitBirthTable
  visit_contact: VisitContactTable
  visit_matter: VisitMatterTable
  visit_mobile: VisitMobileTable
  visit_note: VisitNoteTable
  visit_return: VisitReturnTable
  waitlist_batch: WaitlistBatchTable
  waitlist_counter: WaitlistCounterTable
  waitlist_log: WaitlistLogTable
  wish: WishTable
  wish_contact: WishContactTable
  wish_matter: WishMatterTable
}
