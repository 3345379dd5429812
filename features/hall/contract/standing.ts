import { Type } from 'typebox'
import { MATTER_ERRORS, MattersSchema } from '#features/booking/contract.ts'
import { CREDIT_KINDS, NEEDS } from '#features/visit/model.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { DESK_REASONS } from '../model/reasons.ts'
import { TURN_SMS } from '../model/turn.ts'
import { UNDO_ERRORS } from './handOver.ts'
import { Key, Moment, OrNull, SiteParams, StaffVisit, ToldSchema, VisitParams } from './shapes.ts'

const deskCommand = <Body extends ReturnType<typeof Type.Object>, const Code extends string>(
  name: string,
  summary: string,
  body: Body,
  errors: readonly Code[],
) =>
  defineRoute({
    id: `hall.${name}`,
    kind: 'command',
    method: 'POST',
    path: `/api/hall/:visit/${name}`,
    summary,
    tags: ['hall'],
    params: VisitParams,
    body,
    output: StaffVisit,
    errors,
  })

export const awayRoute = deskCommand(
  'away',
  'Somebody says that they come back later; they keep their place and are not called until then',
  Type.Object({
    minutes: OrNull(Type.Integer({ minimum: 5, maximum: 60 })),
    backBy: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Instead of minutes: by when they have to be back by what they were told',
      }),
    ),
    phone: Type.Optional(
      Type.String({ maxLength: 40, description: 'To be reached today; empty takes the one before out' }),
    ),
  }),
  ['not_waiting', 'time_is_over', 'invalid_phone'],
)
export const foreseenRoute = defineRoute({
  id: 'hall.foreseen',
  kind: 'query',
  method: 'GET',
  path: '/api/hall/:visit/foreseen',
  summary: 'When somebody who waits is probably called, and by when they have to be back if they go away',
  tags: ['hall'],
  params: VisitParams,
  output: Type.Object({
    site: Key,
    told: OrNull(ToldSchema),
    backBy: OrNull(
      Type.String({
        format: 'date-time',
        description: 'Until then they could go away, or stay away; null: nothing to offer',
      }),
    ),
  }),
  errors: ['not_found'],
})
export const turnSmsRoute = deskCommand(
  'sms',
  'Tell somebody who waits of their turn by SMS: their number at once, later that it is near or time to come back',
  Type.Object({
    mobile: Type.String({ maxLength: 40, description: 'Kept for this wait alone; empty: no SMS any more' }),
  }),
  ['not_waiting', 'no_sms', 'bad_mobile', 'too_many_sms'],
)
export const backRoute = deskCommand('back', 'Somebody is back', Type.Object({}), ['not_waiting'])
export const creditRoute = deskCommand(
  'credit',
  'Let somebody come forward, with a reason that is kept',
  Type.Object({ reason: Type.Enum([...DESK_REASONS]) }),
  ['not_waiting', 'credit_given_already', 'no_credit'],
)
export const needsRoute = deskCommand(
  'needs',
  'Note what somebody needs; nobody is asked why',
  Type.Object({ needs: Type.Array(Type.Enum([...NEEDS]), { maxItems: 6 }) }),
  ['not_here'],
)
export const unparkRoute = deskCommand(
  'unpark',
  'What somebody was set aside for is there: they wait again at the place they had',
  Type.Object({}),
  ['not_parked'],
)
export const mattersRoute = deskCommand(
  'matters',
  'Change what somebody comes for',
  Type.Object({ matters: MattersSchema }),
  [...MATTER_ERRORS, 'not_here'],
)

export const deskUndoRoute = deskCommand(
  'undo',
  'Take back what the desk did last with somebody, within ten seconds: waiting again, gone, other matters, split',
  Type.Object({}),
  UNDO_ERRORS,
)

export const deskVisitRoute = defineRoute({
  id: 'hall.visit',
  kind: 'query',
  method: 'GET',
  path: '/api/hall/:visit',
  summary: 'One visit for the information desk: the ticket to print again, and its matters',
  tags: ['hall'],
  params: VisitParams,
  output: Type.Object({
    ticketNumber: Type.String(),
    token: Type.String({ description: 'Of the link behind the QR code of the ticket' }),
    language: Type.Enum(LANGUAGES),
    people: Type.Integer(),
    matters: Type.Array(Type.Object({ service: Key, people: Type.Integer() })),
    sms: Type.Enum([...TURN_SMS], { description: 'Are they told of their turn by SMS, or could they be?' }),
  }),
  errors: [],
})

export const splitRoute = defineRoute({
  id: 'hall.split',
  kind: 'command',
  method: 'POST',
  path: '/api/hall/:visit/split',
  summary: 'Some of a party need something else: they get a number of their own, at the same place',
  tags: ['hall'],
  params: VisitParams,
  body: Type.Object({
    people: Type.Integer({ minimum: 1, maximum: 11 }),
    services: Type.Array(Key, { minItems: 1, maxItems: 5 }),
  }),
  output: Type.Object({ ticketNumber: Type.String(), token: Type.String() }),
  errors: ['not_here', 'too_few_people', 'unknown_service', 'not_offered'],
})

export const WHY_KINDS = [
  'not_here_yet',
  'called_before',
  'away',
  'parked',
  'missed',
  'left',
  'chosen',
  'other_counter',
  'not_callable_yet',
  'credits',
  'earlier',
  'ticket',
  'counter_idle',
] as const

export const whyRoute = defineRoute({
  id: 'hall.why',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/order',
  summary: 'Why somebody is or was called before somebody else, today',
  tags: ['hall'],
  params: SiteParams,
  query: Type.Object({
    first: Type.String({ pattern: '^[A-Za-z][0-9]{3,4}$' }),
    second: Type.String({ pattern: '^[A-Za-z][0-9]{3,4}$' }),
  }),
  output: Type.Object({
    first: Type.String({ description: 'Who is or was called first of the two' }),
    second: Type.String(),
    called: Type.Boolean({ description: 'Has the first one been called, or do both still wait?' }),
    why: Type.Enum([...WHY_KINDS]),
    at: OrNull(Moment),
    minutes: OrNull(Type.Integer()),
    credits: Type.Array(Type.Enum([...CREDIT_KINDS])),
    reason: OrNull(Type.String()),
  }),
  errors: ['unknown_number'],
})
