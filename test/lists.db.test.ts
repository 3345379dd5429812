import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Schema } from '#db/schema.gen.ts'
import { SITE_KINDS, UNSCANNED } from '#features/authority/model.ts'
import { ODDITY_KINDS, PAUSE_REASONS } from '#features/booking/model/oddity.ts'
import { REPLACEMENT_STATES } from '#features/booking/model/replacement.ts'
import { TODAY_STOPS } from '#features/booking/model/today.ts'
import {
  CLAIM_KINDS,
  DAY_PARTS,
  FREED_REASONS,
  OFFER_STATES,
  WISH_CHANNELS,
  WISH_ENDS,
  WISH_STATES,
} from '#features/booking/model/waitlist.ts'
import { WAITLIST_EVENTS } from '#features/booking/model/waitlistReplay.ts'
import { CHANGE_SOURCES, CHANGES_ABOUT } from '#features/capacity/model/shareRules.ts'
import { PLAN_SOURCES } from '#features/capacity/model/shiftPlan.ts'
import { PLACE_MODES } from '#features/capacity/model.ts'
import { PAPER_FORMS, QUICK_KINDS, SERVICE_MODES } from '#features/catalogue/model.ts'
import { DEVICE_KINDS, DISPLAY_CONTENTS, PRINTER_STATES } from '#features/device/model.ts'
import { OVERRIDE_REASONS, UNDOABLE } from '#features/hall/model.ts'
import { TEMPLATE_KINDS } from '#features/message/model/template.ts'
import { MESSAGE_KINDS, MESSAGE_STATES } from '#features/message/model.ts'
import { FILE_KINDS, FILE_STATES, REFUSAL_REASONS } from '#features/papers/model.ts'
import { JOB_STATES, PRINT_FAILURES } from '#features/print/model.ts'
import { PUSH_KINDS, PUSH_STATES } from '#features/push/model.ts'
import { AUDIT_ACTIONS, AUDIT_REASONS, ROLES } from '#features/staff/model.ts'
import { SCENARIO_MAKERS } from '#features/steering/model/scenario.ts'
import { MESSAGE_CHANNELS } from '#features/visit/model/channel.ts'
import { REMINDER_CHANNELS } from '#features/visit/model/reminder.ts'
import {
  CHANNELS,
  NEEDS,
  ORIGINS,
  OUTCOMES,
  PAPER_ANSWERS,
  PARKED_FOR,
  STEP_KINDS,
  STEP_STATES,
  VERDICTS,
  VISIT_EVENTS,
  VISIT_KINDS,
  VISIT_STATES,
  waysOf,
} from '#features/visit/model.ts'
import { LANGUAGES, SPOKEN_LANGUAGES, STAFF_LANGUAGES } from '#kernel/language.ts'
import { asOwner, type City, openCity } from './city.ts'

/** What a column may hold, without null; of a list, what it may hold. */
type Values<Table extends keyof Schema, Column extends keyof Schema[Table]> =
  Held<Schema[Table][Column]> extends readonly (infer Value)[] ? Value : Held<Schema[Table][Column]>

/** Of a column with a default, what is read from it. */
type Held<Type> = NonNullable<Type extends { readonly __select__: infer Selected } ? Selected : Type>

/** Does not compile unless the constant has all values of the column and no others. */
function of<Table extends keyof Schema, Column extends keyof Schema[Table]>() {
  return <const List extends readonly Values<Table, Column>[]>(
    list: Values<Table, Column> extends List[number] ? List : never,
  ): readonly unknown[] => list
}

/** Every list that a CHECK holds, as the code has it. */
const LISTS: Readonly<Record<string, readonly unknown[]>> = {
  'site.kind': of<'site', 'kind'>()(SITE_KINDS),
  'device.kind': of<'device', 'kind'>()(DEVICE_KINDS),
  'device.printer_state': of<'device', 'printer_state'>()(PRINTER_STATES),
  'print_job.state': of<'print_job', 'state'>()(JOB_STATES),
  'print_job.reason': of<'print_job', 'reason'>()(PRINT_FAILURES),
  'paper_check.verdict': of<'paper_check', 'verdict'>()(VERDICTS),
  'paper_check.answer': of<'paper_check', 'answer'>()(PAPER_ANSWERS),
  'paper_file.state': of<'paper_file', 'state'>()(FILE_STATES),
  'paper_file.reason': of<'paper_file', 'reason'>()(REFUSAL_REASONS),
  'paper_file.kind': of<'paper_file', 'kind'>()(FILE_KINDS),
  'setting.papers_unscanned': of<'setting', 'papers_unscanned'>()(UNSCANNED),
  'device.shows': of<'device', 'shows'>()(DISPLAY_CONTENTS),
  'device.language': of<'device', 'language'>()(LANGUAGES),
  'device.second_language': of<'device', 'second_language'>()(LANGUAGES),
  'site.languages': of<'site', 'languages'>()(SPOKEN_LANGUAGES),
  'scenario.saved_by': of<'scenario', 'saved_by'>()(SCENARIO_MAKERS),
  'site_service.mode': of<'site_service', 'mode'>()(SERVICE_MODES),
  'service.quick': of<'service', 'quick'>()(QUICK_KINDS),
  'service.kinds': of<'service', 'kinds'>()(VISIT_KINDS),
  'visit.kind': of<'visit', 'kind'>()(VISIT_KINDS),
  'today_stop.reason': of<'today_stop', 'reason'>()(TODAY_STOPS),
  'visit.origin': of<'visit', 'origin'>()(ORIGINS),
  'visit.channel': of<'visit', 'channel'>()(CHANNELS),
  'visit.state': of<'visit', 'state'>()(VISIT_STATES),
  'visit.language': of<'visit', 'language'>()(LANGUAGES),
  'visit.needs': of<'visit', 'needs'>()(NEEDS),
  'visit.parked_for': of<'visit', 'parked_for'>()(PARKED_FOR),
  'matter.outcome': of<'matter', 'outcome'>()(OUTCOMES),
  'visit_matter.outcome': of<'visit_matter', 'outcome'>()(OUTCOMES),
  'step.kind': of<'step', 'kind'>()(STEP_KINDS),
  'step.state': of<'step', 'state'>()(STEP_STATES),
  'shift_rule.mode': of<'shift_rule', 'mode'>()(SERVICE_MODES),
  'day_shift.mode': of<'day_shift', 'mode'>()(SERVICE_MODES),
  'place.mode': of<'place', 'mode'>()(PLACE_MODES),
  'shift_plan.source': of<'shift_plan', 'source'>()(PLAN_SOURCES),
  'capacity_change.about': of<'capacity_change', 'about'>()(CHANGES_ABOUT),
  'capacity_change.source': of<'capacity_change', 'source'>()(CHANGE_SOURCES),
  'claim.kind': of<'claim', 'kind'>()(CLAIM_KINDS),
  'freed_time.reason': of<'freed_time', 'reason'>()(FREED_REASONS),
  'wish.state': of<'wish', 'state'>()(WISH_STATES),
  'wish.why_ended': of<'wish', 'why_ended'>()(WISH_ENDS),
  'wish.channel': of<'wish', 'channel'>()(WISH_CHANNELS),
  'wish.kind': of<'wish', 'kind'>()(VISIT_KINDS),
  'wish.language': of<'wish', 'language'>()(LANGUAGES),
  'wish.parts': of<'wish', 'parts'>()(DAY_PARTS),
  'offer.state': of<'offer', 'state'>()(OFFER_STATES),
  'replacement.state': of<'replacement', 'state'>()(REPLACEMENT_STATES),
  'waitlist_log.event': of<'waitlist_log', 'event'>()(WAITLIST_EVENTS),
  'undo_point.event': of<'undo_point', 'event'>()(UNDOABLE),
  'journal.event': of<'journal', 'event'>()(VISIT_EVENTS),
  'staff_member.roles': of<'staff_member', 'roles'>()(ROLES),
  'staff_member.language': of<'staff_member', 'language'>()(STAFF_LANGUAGES),
  'intake_override.reason': of<'intake_override', 'reason'>()(OVERRIDE_REASONS),
  'audit.action': of<'audit', 'action'>()(AUDIT_ACTIONS),
  'audit.reason': of<'audit', 'reason'>()(AUDIT_REASONS),
  'contact_pause.reason': of<'contact_pause', 'reason'>()(PAUSE_REASONS),
  'oddity_count.kind': of<'oddity_count', 'kind'>()(ODDITY_KINDS),
  'contact_check.language': of<'contact_check', 'language'>()(LANGUAGES),
  'push_subscription.language': of<'push_subscription', 'language'>()(LANGUAGES),
  'push.kind': of<'push', 'kind'>()(PUSH_KINDS),
  'push.state': of<'push', 'state'>()(PUSH_STATES),
  'message.kind': of<'message', 'kind'>()(MESSAGE_KINDS),
  'service_paper.form': of<'service_paper', 'form'>()(PAPER_FORMS),
  'message_template.kind': of<'message_template', 'kind'>()(TEMPLATE_KINDS),
  'template_draft.kind': of<'template_draft', 'kind'>()(TEMPLATE_KINDS),
  'setting.reminder_channels': of<'setting', 'reminder_channels'>()(REMINDER_CHANNELS),
  'service.reminder_channels': of<'service', 'reminder_channels'>()(REMINDER_CHANNELS),
  'message.channel': of<'message', 'channel'>()(MESSAGE_CHANNELS),
  'visit_contact.told_by': of<'visit_contact', 'told_by'>()(MESSAGE_CHANNELS),
  'message.language': of<'message', 'language'>()(LANGUAGES),
  'message.state': of<'message', 'state'>()(MESSAGE_STATES),
}

type Check = { name: string; column: string; columns: number; text: string }

let city: City
let checks: readonly Check[]

beforeAll(async () => {
  city = await openCity()
  checks = await asOwner(city.ownerUrl, async (client) => {
    const { rows } = await client.query<Check>(
      `SELECT k.conname AS name, t.relname || '.' || a.attname AS column, cardinality(k.conkey) AS columns,
              pg_get_constraintdef(k.oid) AS text
       FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
       WHERE k.contype = 'c' AND k.connamespace = to_regnamespace($1)`,
      [city.authority.schema],
    )
    return rows
  })
})
afterAll(() => city.drop())

function valuesIn(text: string): string[] {
  return [...text.matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? '').sort()
}

test('every CHECK that lists values equals its constant in code', () => {
  const lists = checks.filter(
    ({ columns, text }) => columns === 1 && /(= ANY|<@ ARRAY|\(\(\w+ = '[^']*'::text\)\))/.test(text),
  )
  const inDatabase = Object.fromEntries(lists.map(({ column, text }) => [column, valuesIn(text)]))
  const inCode = Object.fromEntries(
    Object.entries(LISTS).map(([column, values]) => [column, values.map(String).sort()]),
  )
  expect(inDatabase).toEqual(inCode)
})

test('the transitions that the journal allows are those of the life cycle', () => {
  const check = checks.find(({ name }) => name === 'journal_transition')
  const pairs = VISIT_EVENTS.flatMap((event) => waysOf(event).map(({ from, to }) => `${from}>${to}`))
  const written = valuesIn(check?.text ?? '').filter((value) => /^\w+>\w+$/.test(value))
  expect(written).toEqual([...new Set(pairs)].sort())
})
