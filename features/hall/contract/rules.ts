import { type Static, Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { RULE_RANGES, type RuleKey } from '../model/hallRules.ts'
import { Key, Moment, OrNull, Uuid } from './shapes.ts'

const rule = (key: RuleKey) => {
  const [minimum, maximum] = RULE_RANGES[key]
  return Type.Integer({ minimum, maximum })
}
const Rules = Type.Object({
  appointmentCreditMinutes: rule('appointmentCreditMinutes'),
  selfServiceCreditMinutes: rule('selfServiceCreditMinutes'),
  needCreditMinutes: rule('needCreditMinutes'),
  ownNeedCreditMinutes: rule('ownNeedCreditMinutes'),
  pickUpCreditMinutes: rule('pickUpCreditMinutes'),
  deskCreditMinutes: rule('deskCreditMinutes'),
  creditCeilingMinutes: rule('creditCeilingMinutes'),
  earlyMinutes: rule('earlyMinutes'),
  lateMinutes: rule('lateMinutes'),
  callsBeforeMissed: rule('callsBeforeMissed'),
  missedWaitMinutes: rule('missedWaitMinutes'),
  awayMinutes: rule('awayMinutes'),
  intakeControl: rule('intakeControl'),
  intakeExtraMinutes: rule('intakeExtraMinutes'),
})
const { properties } = Rules
/** What was decided; null holds as in the city, or as usual. */
export const DecidedRules = Type.Object({
  appointmentCreditMinutes: OrNull(properties.appointmentCreditMinutes),
  selfServiceCreditMinutes: OrNull(properties.selfServiceCreditMinutes),
  needCreditMinutes: OrNull(properties.needCreditMinutes),
  ownNeedCreditMinutes: OrNull(properties.ownNeedCreditMinutes),
  pickUpCreditMinutes: OrNull(properties.pickUpCreditMinutes),
  deskCreditMinutes: OrNull(properties.deskCreditMinutes),
  creditCeilingMinutes: OrNull(properties.creditCeilingMinutes),
  earlyMinutes: OrNull(properties.earlyMinutes),
  lateMinutes: OrNull(properties.lateMinutes),
  callsBeforeMissed: OrNull(properties.callsBeforeMissed),
  missedWaitMinutes: OrNull(properties.missedWaitMinutes),
  awayMinutes: OrNull(properties.awayMinutes),
  intakeControl: OrNull(properties.intakeControl),
  intakeExtraMinutes: OrNull(properties.intakeExtraMinutes),
})
export type DecidedRules = Static<typeof DecidedRules>

const Site = Type.Union([Key, Type.Null()], { description: 'Null: the whole city' })

export const hallRulesRoute = defineRoute({
  id: 'hall.rules',
  kind: 'query',
  method: 'GET',
  path: '/api/hall-rules',
  summary: 'The rules of the hall: what is usual, and what the city and its sites decided; with the history',
  tags: ['administration'],
  output: Type.Object({
    usual: Rules,
    decided: Type.Array(
      Type.Object({
        site: Site,
        rules: DecidedRules,
        newest: Type.Union([Uuid, Type.Null()], { description: 'The newest change; null before the first' }),
      }),
    ),
    changes: Type.Array(
      Type.Object({
        change: Uuid,
        site: Site,
        at: Moment,
        by: Type.Union([Type.String(), Type.Null()], { description: 'Null once the audit is deleted' }),
        before: DecidedRules,
        rules: DecidedRules,
        undoes: OrNull(Uuid),
        newest: Type.Boolean({ description: 'Can be taken back' }),
      }),
      { description: 'Newest first' },
    ),
  }),
  errors: [],
})

const Tally = Type.Object({
  people: Type.Integer(),
  seconds: Type.Integer({ description: 'Of all waits together' }),
  over15: Type.Integer({ description: 'Who waited longer than 15 minutes' }),
  over40: Type.Integer({ description: 'Who waited longer than 40 minutes' }),
  byMinute: Type.Array(Type.Integer(), { description: 'How many waited 0, 1, 2 … whole minutes' }),
})
const Waits = Type.Object({
  appointment: Tally,
  walk_in: Tally,
  self_service: Tally,
  need: Tally,
  pick_up: Tally,
  desk: Tally,
})

export const previewRulesRoute = defineRoute({
  id: 'hall.previewRules',
  kind: 'command',
  method: 'POST',
  path: '/api/hall-rules/preview',
  summary:
    'What a change would have done to waits on the days of the last four weeks. Works for less than a second; ask again from `done` until all days are done, and add up. Nothing is changed',
  tags: ['administration'],
  body: Type.Object({ site: Site, rules: DecidedRules, from: Type.Integer({ minimum: 0, maximum: 100 }) }),
  output: Type.Object({ done: Type.Integer(), of: Type.Integer(), before: Waits, after: Waits }),
  errors: ['unknown_site'],
})

export const changeRulesRoute = defineRoute({
  id: 'hall.changeRules',
  kind: 'command',
  method: 'POST',
  path: '/api/hall-rules',
  summary:
    'Decide the rules of the hall, for the city or one site; they hold from the next arrival or credit on',
  tags: ['administration'],
  body: Type.Object({
    site: Site,
    rules: DecidedRules,
    seen: Type.Union([Uuid, Type.Null()], { description: 'The newest change that was seen' }),
  }),
  output: Type.Object({ change: Uuid }),
  errors: ['unknown_site', 'changed_meanwhile', 'nothing_changed'],
})

export const undoRulesRoute = defineRoute({
  id: 'hall.undoRules',
  kind: 'command',
  method: 'POST',
  path: '/api/hall-rules/changes/:change/undo',
  summary: 'Take the newest change of the city or a site back',
  tags: ['administration'],
  params: Type.Object({ change: Uuid }),
  output: Type.Object({ change: Uuid }),
  errors: ['not_newest'],
})
