import { Type } from 'typebox'
import { VISIT_KINDS } from '#features/visit/model.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { BirthDate, MATTER_ERRORS, MattersSchema, Names } from '../contract.ts'
import { DAY_PARTS } from '../model/waitlist.ts'
import { WAITLIST_EVENTS } from '../model/waitlistReplay.ts'
import { EMAIL_LIMIT, NAME_LIMIT, PHONE_LIMIT } from '../model.ts'

const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Weekday = Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday' })
const Kind = Type.Enum([...VISIT_KINDS], { description: 'How the visit takes place; on site if missing' })
const Part = Type.Enum([...DAY_PARTS])

/** One place in the line as staff sees it. Names only for those who talk to the person. */
export const StaffWish = Type.Object({
  wish: Type.String({ format: 'uuid' }),
  position: Type.Integer({ description: 'Place in the published order, from 1' }),
  urgent: Type.Boolean(),
  queuedAt: Moment,
  services: Type.Array(Type.Object({ service: Key, people: Type.Integer() })),
  kind: Kind,
  sites: Type.Array(Key, { description: 'None means any, as with weekdays and parts of the day' }),
  weekdays: Type.Array(Weekday),
  parts: Type.Array(Part),
  untilDay: Day,
  deadlineOn: nullable(Day),
  earlierThan: nullable(Moment),
  offer: nullable(Type.Object({ site: Key, startsAt: Moment, until: Moment })),
  byPhone: Type.Boolean({ description: 'No address for mails: offers are told by telephone' }),
  name: nullable(Type.String({ description: 'Null for those who do not talk to people' })),
  phone: nullable(Type.String()),
})

export const waitlistRoute = defineRoute({
  id: 'waitlist.list',
  kind: 'query',
  method: 'GET',
  path: '/api/waitlist',
  summary:
    'The waitlist in its published order, how many wait for each service, and the offers that stand open',
  tags: ['staff'],
  output: Type.Object({
    services: Type.Array(
      Type.Object({ service: Key, waiting: Type.Integer(), urgent: Type.Integer(), offered: Type.Integer() }),
    ),
    wishes: Type.Array(StaffWish),
    freedLately: Type.Integer({ description: 'Times freed in the last two weeks' }),
    today: Day,
    lastDay: Type.String({ format: 'date', description: 'No wish can wait longer' }),
  }),
  errors: [],
})

export const addWishRoute = defineRoute({
  id: 'waitlist.add',
  kind: 'command',
  method: 'POST',
  path: '/api/waitlist',
  summary: 'Set somebody on the waitlist who calls or stands at the desk: it counts at once',
  tags: ['staff'],
  body: Type.Object({
    channel: Type.Enum(['telephone', 'desk']),
    kind: Type.Optional(Kind),
    matters: MattersSchema,
    sites: Type.Array(Key, { maxItems: 100 }),
    weekdays: Type.Array(Weekday, { maxItems: 7 }),
    parts: Type.Array(Part, { maxItems: 3 }),
    untilDay: Type.String({
      format: 'date',
      description: 'The last day that suits; from today on, 180 days at most',
    }),
    dates: Type.Optional(
      Type.Array(
        Type.Object({
          service: Key,
          date: Type.String({ format: 'date', description: 'from which the legal deadline counts' }),
        }),
        { maxItems: 6 },
      ),
    ),
    language: Type.Enum(LANGUAGES),
    name: Type.String({ minLength: 1, maxLength: NAME_LIMIT }),
    companions: Type.Optional(Names),
    email: Type.Optional(Type.String({ maxLength: EMAIL_LIMIT })),
    phone: Type.Optional(Type.String({ maxLength: PHONE_LIMIT })),
    birthDate: Type.Optional(BirthDate),
  }),
  output: Type.Object({ wish: Type.String({ format: 'uuid' }) }),
  errors: [
    'kind_not_offered',
    'phone_missing',
    'no_birth_date',
    ...MATTER_ERRORS,
    'not_offered',
    'not_at_one_counter',
    'bad_days',
    'invalid_name',
    'invalid_email',
    'invalid_phone',
    'no_contact',
  ],
})

const WishParams = Type.Object({ wish: Type.String({ format: 'uuid' }) })

export const removeWishRoute = defineRoute({
  id: 'waitlist.remove',
  kind: 'command',
  method: 'POST',
  path: '/api/waitlist/:wish/remove',
  summary: 'Take somebody off the waitlist; an open offer goes to the next',
  tags: ['staff'],
  params: WishParams,
  errors: ['wish_over'],
})

export const acceptForCallerRoute = defineRoute({
  id: 'waitlist.accept',
  kind: 'command',
  method: 'POST',
  path: '/api/waitlist/:wish/accept',
  summary: 'Accept the offered time for somebody on the telephone or at the desk',
  tags: ['staff'],
  params: WishParams,
  body: Type.Object({ startsAt: Moment }),
  output: Type.Object({ bookingNumber: Type.String(), startsAt: Moment }),
  errors: ['offer_over', 'has_open_booking', 'too_many_names'],
})

export const declineForCallerRoute = defineRoute({
  id: 'waitlist.decline',
  kind: 'command',
  method: 'POST',
  path: '/api/waitlist/:wish/decline',
  summary: 'Refuse the offered time for somebody on the telephone or at the desk',
  tags: ['staff'],
  params: WishParams,
  body: Type.Object({ startsAt: Moment }),
  errors: ['offer_over'],
})

export const waitlistLogRoute = defineRoute({
  id: 'waitlist.log',
  kind: 'query',
  method: 'GET',
  path: '/api/waitlist/log',
  summary:
    'The log of the waitlist, without names: wishes, looks at the list, offers and how they ended, in their order',
  tags: ['staff'],
  query: Type.Object({
    from: Type.Optional(Type.Integer({ minimum: 1 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  }),
  output: Type.Object({
    entries: Type.Array(
      Type.Object({
        number: Type.Integer(),
        at: Moment,
        event: Type.Enum([...WAITLIST_EVENTS]),
        wish: nullable(Type.String()),
        offer: nullable(Type.String()),
        facts: Type.Unknown(),
      }),
    ),
  }),
  errors: [],
})

export const waitlistAuditRoute = defineRoute({
  id: 'waitlist.audit',
  kind: 'query',
  method: 'GET',
  path: '/api/waitlist/audit',
  summary: 'Replays the whole log by the published rule and names every look at the list with other winners',
  tags: ['staff'],
  output: Type.Object({
    looks: Type.Integer(),
    offers: Type.Integer(),
    differences: Type.Array(
      Type.Object({
        look: Type.Integer(),
        byRule: Type.Array(Type.String()),
        written: Type.Array(Type.String()),
      }),
    ),
  }),
  errors: [],
})
