import { Type } from 'typebox'
import { REMINDER_CHANNELS, REMINDER_HOURS_LIMIT } from '#features/visit/model/reminder.ts'
import { VISIT_KINDS } from '#features/visit/model.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { MATTERS_PATTERN } from './contract/matters.ts'
import { narrowingQuery } from './contract/narrowing.ts'
import { NothingSchema } from './contract/nothing.ts'

import { PROOF_LIMIT } from './model/proof.ts'
import { TODAY_STOPS } from './model/today.ts'
import { COMPANIONS_LIMIT, EMAIL_LIMIT, NAME_LIMIT, PHONE_LIMIT } from './model.ts'

export const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD, local day of the site' })
export const ReachKm = Type.Integer({
  minimum: 0,
  maximum: 100,
  description: 'How far the person would go for another time if the site closes, in kilometres; 8 if missing',
})
/** Where SMS go. */
export const Mobile = Type.String({
  maxLength: PHONE_LIMIT,
  description: 'Where SMS go; if missing, to the telephone number, if that takes them',
})
/** Of what somebody wants to be reminded. */
export const Reminders = Type.Array(
  Type.Object({
    channel: Type.Enum([...REMINDER_CHANNELS]),
    hours: Type.Integer({ minimum: 1, maximum: REMINDER_HOURS_LIMIT, description: 'before the visit' }),
  }),
  { maxItems: 20, description: 'Of those that its services have; all if missing' },
)
export const Kind = Type.Enum([...VISIT_KINDS], {
  description: 'how the visit takes place; on site if missing',
})
export const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

const matterFields = { service: Key, people: Type.Integer({ minimum: 1, maximum: 12 }) }
const matterCount = { minItems: 1, maxItems: 6 }

export const MattersSchema = Type.Array(Type.Object(matterFields), matterCount)

/** Matters of a new booking, with answers to the questions of their services that decide what to bring. */
export const AnsweredMattersSchema = Type.Array(
  Type.Object({
    ...matterFields,
    answers: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z0-9-]{2,40}$' }), Key, {
        maxProperties: 6,
        description: 'Answers by question, as the catalogue names them; what it does not know is left out',
      }),
    ),
  }),
  matterCount,
)

/** Why matters cannot be asked for together. */
export const MATTER_ERRORS = [
  'unknown_service',
  'too_many_people',
  'no_matter',
  'same_service_twice',
  'too_long',
  'do_not_combine',
] as const

const Second = Type.Optional(
  Type.Object(
    { startsAt: Moment, services: Type.Array(Key) },
    {
      description: 'Where no single place can do all: the second of two linked visits, and what it is for',
    },
  ),
)

const FreeTime = Type.Object({ site: Key, day: Day, startsAt: Moment, second: Second })

/** The second time of two linked visits, as a command names it. */
export const SecondAt = Type.Optional(
  Type.String({
    format: 'date-time',
    description:
      'When the second of two linked visits begins, as the times say; as early as it can if missing',
  }),
)

export const searchTimesRoute = defineRoute({
  id: 'booking.times',
  kind: 'query',
  method: 'GET',
  path: '/api/times',
  summary: 'Free times over all sites: the first of each site, all days, the times of the first days',
  tags: ['booking'],
  query: Type.Object({
    matters: Type.String({ pattern: MATTERS_PATTERN }),
    site: Type.Optional(Key),
    day: Type.Optional(Day),
    from: Type.Optional(Day),
    first: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9-]{2,40}(,[a-z0-9-]{2,40}){0,4}$',
        description: 'Services of the first of two linked visits that move: only times for two',
      }),
    ),
    standing: Type.Optional(
      Type.Boolean({
        description:
          'Another time for a booking that stands: it keeps its matters whatever the catalogue says since of combining, people and what can be booked',
      }),
    ),
    ...narrowingQuery,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'Times at most; 200 if missing' }),
    ),
  }),
  output: Type.Object({
    minutes: Type.Integer(),
    sites: Type.Array(
      Type.Object({
        site: Key,
        earliest: Type.Union([Moment, Type.Null()]),
        second: Second,
        km: Type.Union([Type.Number(), Type.Null()], { description: 'From the place that `near` names' }),
      }),
    ),
    placeKnown: Type.Union([Type.Boolean(), Type.Null()], {
      description: 'Whether `near` is a place known here; if not, no distance narrows the answer',
    }),
    times: Type.Array(FreeTime),
    days: Type.Array(Day),
    window: Type.Object({ from: Day, to: Day, horizon: Day }),
    nothing: Type.Union([NothingSchema, Type.Null()], {
      description: 'Why there is no time, and what helps; null where there is one',
    }),
  }),
  errors: MATTER_ERRORS,
})

/** Why somebody may not have another booking now. */
export const PERSON_ERRORS = ['has_open_booking', 'too_many_names', 'contact_paused'] as const

/** Why a time cannot be had. */
export const HOLD_ERRORS = [
  ...MATTER_ERRORS,
  'unknown_site',
  'not_offered',
  'time_past',
  'beyond_horizon',
  'time_taken',
  ...TODAY_STOPS,
] as const

export const holdTimeRoute = defineRoute({
  id: 'booking.hold',
  kind: 'command',
  method: 'POST',
  path: '/api/holds',
  summary:
    'Hold a time while contact details are typed, for ten minutes unless the authority sets it otherwise; one live hold per browser (cookie). When many ask at once they are served in order: 409 in_line tells the place; send the same request with the same key again after Retry-After',
  tags: ['booking'],
  body: Type.Object({
    matters: AnsweredMattersSchema,
    site: Key,
    startsAt: Moment,
    secondAt: SecondAt,
    language: Type.Enum(LANGUAGES),
    proof: Type.Optional(
      Type.String({ maxLength: PROOF_LIMIT, description: 'The solved challenge, for the same matters' }),
    ),
  }),
  output: Type.Object({ startsAt: Moment, secondAt: Type.Optional(Moment), until: Moment }),
  errors: [...HOLD_ERRORS, 'proof_needed', 'proof_spent', 'in_line'],
})

/** The time that a browser holds. */
const HeldTime = Type.Object({
  site: Key,
  startsAt: Moment,
  secondAt: Type.Optional(Moment),
  until: Moment,
  canExtend: Type.Boolean(),
})

export const heldTimeRoute = defineRoute({
  id: 'booking.held',
  kind: 'query',
  method: 'GET',
  path: '/api/holds/mine',
  summary: 'The time that this browser (cookie) holds, and until when',
  tags: ['booking'],
  output: Type.Object({ held: Type.Union([HeldTime, Type.Null()]) }),
  errors: [],
})

export const extendHoldRoute = defineRoute({
  id: 'booking.extend',
  kind: 'command',
  method: 'POST',
  path: '/api/holds/mine/extend',
  summary:
    'Keep the held time for as long again; half an hour in all and no more, unless the authority sets it otherwise',
  tags: ['booking'],
  output: Type.Object({ until: Moment }),
  errors: ['no_hold', 'limit_reached'],
})

export const releaseHoldRoute = defineRoute({
  id: 'booking.release',
  kind: 'command',
  method: 'DELETE',
  path: '/api/holds/mine',
  summary: 'Give the held time back; whoever holds none has nothing to give',
  tags: ['booking'],
  errors: [],
})

export const challengeRoute = defineRoute({
  id: 'booking.challenge',
  kind: 'query',
  method: 'GET',
  path: '/api/holds/challenge',
  summary:
    'Work for this browser (cookie) and these matters. A challenge is salt.until.numbers.target.signature; the proof is the challenge, a dot, and the number below `numbers` for which SHA-256 of "salt.number" is the target',
  tags: ['booking'],
  query: Type.Object({ matters: Type.String({ pattern: MATTERS_PATTERN }) }),
  output: Type.Object({ challenge: Type.String() }),
  errors: [],
})

export const BirthDate = Type.String({
  format: 'date',
  description: 'Where a service is scarce; only a keyed digest of it is kept',
})

export const Names = Type.Array(Type.String({ minLength: 1, maxLength: NAME_LIMIT }), {
  maxItems: COMPANIONS_LIMIT,
  description: 'Who else comes, by name; each counts for the limits per person',
})

export const giveContactRoute = defineRoute({
  id: 'booking.contact',
  kind: 'command',
  method: 'POST',
  path: '/api/holds/mine/contact',
  summary: 'Give name and e-mail for the held time; a mail with the confirming link goes out',
  tags: ['booking'],
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: NAME_LIMIT }),
    email: Type.String({ minLength: 3, maxLength: EMAIL_LIMIT }),
    phone: Type.Optional(Type.String({ maxLength: PHONE_LIMIT })),
    companions: Type.Optional(Names),
    reachKm: Type.Optional(ReachKm),
    reminders: Type.Optional(Reminders),
    mobile: Type.Optional(Mobile),
    kind: Type.Optional(Kind),
    birthDate: Type.Optional(BirthDate),
  }),
  output: Type.Object({ until: Moment }),
  errors: [
    'no_hold',
    'invalid_email',
    'invalid_name',
    'invalid_phone',
    'phone_missing',
    'names_missing',
    'no_birth_date',
    'too_many_open',
    ...PERSON_ERRORS,
  ],
  limit: 'sensitive',
})
