import { type Static, Type } from 'typebox'
import { MATTER_ERRORS, MattersSchema } from '#features/booking/contract.ts'
import { OUTCOMES, VISIT_KINDS } from '#features/visit/model.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'

const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Uuid = Type.String({ format: 'uuid' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** A text in all citizen languages. */
const TextsSchema = Type.Object({ de: Type.String(), 'de-simple': Type.String(), en: Type.String() })

/** A visit as staff sees it at information desk and counter. */
export const StaffVisit = Type.Object({
  visit: Uuid,
  state: Type.String(),
  ticketNumber: OrNull(Type.String()),
  origin: Type.Enum(['booking', 'ticket']),
  kind: Type.Enum([...VISIT_KINDS]),
  people: Type.Integer(),
  minutes: Type.Integer(),
  language: Type.Enum(LANGUAGES),
  appointmentAt: OrNull(Moment),
  arrivedAt: OrNull(Moment),
  callableFrom: OrNull(Moment),
  calledAt: OrNull(Moment),
  callCount: Type.Integer(),
  missedCount: Type.Integer(),
  services: Type.Array(Key),
  part: OrNull(
    Type.Enum(['first', 'second'], { description: 'Which of two linked visits; null for one of its own' }),
  ),
})

/** A counter with what happens there now. */
export const StaffCounter = Type.Object({
  counter: Uuid,
  key: Type.String(),
  label: TextsSchema,
  open: Type.Boolean(),
  services: Type.Array(Key),
  visit: OrNull(StaffVisit),
})

export const StaffHall = Type.Object({
  number: Type.Integer({ description: 'Journal number of the site that this view holds' }),
  at: Moment,
  site: Key,
  opensAt: OrNull(Moment),
  closesAt: OrNull(Moment),
  waiting: Type.Array(StaffVisit),
  missed: Type.Array(StaffVisit),
  counters: Type.Array(StaffCounter),
})

const SiteParams = Type.Object({ site: Key })
const CounterParams = Type.Object({ counter: Uuid })
const VisitParams = Type.Object({ visit: Uuid })

export const hallRoute = defineRoute({
  id: 'hall.view',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/hall',
  summary: 'Who waits in call order, and what happens at every counter',
  tags: ['hall'],
  params: SiteParams,
  output: StaffHall,
  errors: [],
})

export const hallEventsRoute = defineRoute({
  id: 'hall.events',
  kind: 'events',
  method: 'GET',
  path: '/api/sites/:site/hall/events',
  summary: 'Says that the hall has changed; the view is read again',
  tags: ['hall'],
  params: SiteParams,
  output: Type.Object({ number: Type.Integer() }),
  errors: [],
})

/** A matter of the person at a counter, with the visits to it that went before. */
const CounterMatter = Type.Object({
  service: Key,
  reference: Type.String(),
  earlier: Type.Array(
    Type.Object({
      day: Type.String({ format: 'date' }),
      site: Key,
      outcome: OrNull(Type.Enum(OUTCOMES)),
    }),
  ),
})

/** What a counter shows. `name` and how to reach them only for the person who is called or served there. */
export const CounterView = Type.Object({
  counter: Uuid,
  key: Type.String(),
  site: Key,
  open: Type.Boolean(),
  waitingHere: Type.Integer({ description: 'Waiting people whom this counter can serve completely' }),
  visit: OrNull(StaffVisit),
  matters: Type.Array(CounterMatter, { description: 'Of that visit' }),
  afterwards: OrNull(
    Type.Object(
      { startsAt: Moment, services: Type.Array(Key) },
      { description: 'What comes after the first of two linked visits, at another counter' },
    ),
  ),
  name: OrNull(Type.String()),
  companions: Type.Array(Type.String(), { description: 'Who else comes, by name' }),
  birthAsked: Type.Boolean({ description: 'A birth date was asked for: compare it with the paper' }),
  phone: OrNull(Type.String({ description: 'Whom to call, in a visit by telephone' })),
  videoLink: OrNull(Type.String({ description: 'Where a visit by video takes place' })),
})

const counterCommand = <const Code extends string>(name: string, summary: string, errors: readonly Code[]) =>
  defineRoute({
    id: `hall.${name}`,
    kind: 'command',
    method: 'POST',
    path: `/api/counters/:counter/${name}`,
    summary,
    tags: ['counter'],
    params: CounterParams,
    output: CounterView,
    errors,
  })

export const openCounterRoute = counterCommand('open', 'Sit down at a counter and open it for calls', [
  'counter_occupied',
  'seated_elsewhere',
  'not_seated',
])
export const closeCounterRoute = counterCommand('close', 'Close the counter; nobody may be stranded at it', [
  'counter_busy',
  'not_seated',
])
export const callNextRoute = counterCommand('next', 'Call the next person by the call order', [
  'counter_closed',
  'counter_busy',
  'nobody_waiting',
  'not_seated',
])
export const callAgainRoute = counterCommand('again', 'Call the same person once more', [
  'nobody_here',
  'not_possible',
  'not_seated',
])
export const startServingRoute = counterCommand('start', 'The person is here', [
  'nobody_here',
  'not_possible',
  'not_seated',
])
export const missedRoute = counterCommand('missed', 'The person did not come', [
  'nobody_here',
  'not_possible',
  'not_seated',
])
export const withdrawRoute = counterCommand(
  'withdraw',
  'Take the call back; the person waits again at the same place',
  ['nobody_here', 'not_possible', 'not_seated'],
)

export const finishRoute = defineRoute({
  id: 'hall.finish',
  kind: 'command',
  method: 'POST',
  path: '/api/counters/:counter/finish',
  summary: 'The person was served',
  tags: ['counter'],
  params: CounterParams,
  body: Type.Object({ outcome: Type.Enum(['done', 'partly', 'not_possible']) }),
  output: CounterView,
  errors: ['nobody_here', 'not_possible', 'not_seated'],
})

export const counterRoute = defineRoute({
  id: 'hall.counter',
  kind: 'query',
  method: 'GET',
  path: '/api/counters/:counter',
  summary: 'What the counter shows now',
  tags: ['counter'],
  params: CounterParams,
  output: CounterView,
  errors: ['not_seated'],
})

export const ARRIVAL_ERRORS = [
  'unknown_booking',
  'other_site',
  'other_day',
  'not_confirmed',
  'cancelled',
  'over',
  'not_on_site',
] as const

export const checkInRoute = defineRoute({
  id: 'hall.checkIn',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/check-in',
  summary: 'Arrive with a booking: the code of the mail (link or token) or the booking number',
  tags: ['hall'],
  params: SiteParams,
  body: Type.Object({ code: Type.String({ minLength: 4, maxLength: 300 }) }),
  output: Type.Object({ ticketNumber: Type.String(), again: Type.Boolean(), token: Type.String() }),
  errors: ARRIVAL_ERRORS,
  limit: 'sensitive',
})

export const deskCheckInRoute = defineRoute({
  id: 'hall.deskCheckIn',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/arrivals/:visit',
  summary: 'The information desk checks a booking in, or lets somebody return who missed the call',
  tags: ['hall'],
  params: Type.Object({ site: Key, visit: Uuid }),
  output: StaffVisit,
  errors: ARRIVAL_ERRORS,
})

export const drawTicketRoute = defineRoute({
  id: 'hall.drawTicket',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/tickets',
  summary: 'Come without appointment: a number and the link behind its QR code',
  tags: ['hall'],
  params: SiteParams,
  body: Type.Object({ matters: MattersSchema, language: Type.Enum(LANGUAGES) }),
  output: Type.Object({
    visit: Uuid,
    ticketNumber: Type.String(),
    token: Type.String(),
    ahead: Type.Integer(),
  }),
  errors: [...MATTER_ERRORS, 'unknown_site', 'not_offered', 'closed'],
  limit: 'sensitive',
})

export const leaveRoute = defineRoute({
  id: 'hall.leave',
  kind: 'command',
  method: 'POST',
  path: '/api/hall/:visit/leave',
  summary: 'The information desk notes that somebody has gone',
  tags: ['hall'],
  params: VisitParams,
  errors: ['not_waiting'],
})

export const overviewRoute = defineRoute({
  id: 'hall.overview',
  kind: 'query',
  method: 'GET',
  path: '/api/overview',
  summary: 'All sites now: who waits, longest wait, open counters, served today',
  tags: ['manager'],
  output: Type.Object({
    at: Moment,
    sites: Type.Array(
      Type.Object({
        site: Key,
        name: TextsSchema,
        unit: Key,
        open: Type.Boolean(),
        waiting: Type.Integer(),
        longestWaitMinutes: OrNull(Type.Integer()),
        openCounters: Type.Integer(),
        counters: Type.Integer(),
        atCounters: Type.Integer(),
        served: Type.Integer(),
        expected: Type.Integer(),
      }),
    ),
  }),
  errors: [],
})

/** What a display shows: true, or with the age of what it holds. */
export const DisplayView = Type.Object({
  number: Type.Integer(),
  at: Moment,
  closed: OrNull(
    Type.Unsafe<Static<typeof TextsSchema>>({
      ...TextsSchema,
      description: 'Why and until when a closure keeps the site shut now; null else',
    }),
  ),
  calls: Type.Array(
    Type.Object({
      call: Type.Integer({ description: 'Journal number of the call; no call sounds twice' }),
      ticketNumber: Type.String(),
      counter: TextsSchema,
      level: OrNull(TextsSchema),
      calledAt: Moment,
      current: Type.Boolean(),
    }),
  ),
})

export const displayRoute = defineRoute({
  id: 'hall.display',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/display',
  summary: 'The newest calls of a site, without names',
  tags: ['hall'],
  params: SiteParams,
  output: DisplayView,
  errors: [],
})

export const displayEventsRoute = defineRoute({
  id: 'hall.displayEvents',
  kind: 'events',
  method: 'GET',
  path: '/api/sites/:site/display/events',
  summary: 'The display, whenever it changes',
  tags: ['hall'],
  params: SiteParams,
  output: DisplayView,
  errors: [],
})

/** What changes on a waiting page: sentences in the page's language, or that the page is to be loaded anew. */
export const WaitingNews = Type.Object({
  ahead: Type.Optional(Type.String()),
  last: Type.Optional(Type.String()),
  reload: Type.Optional(Type.Boolean()),
})
export type WaitingNews = Static<typeof WaitingNews>

export const waitingEventsRoute = defineRoute({
  id: 'hall.waitingEvents',
  kind: 'events',
  method: 'GET',
  path: '/w/:token/events',
  summary: 'What changes for the visit behind a link, until it is over',
  tags: ['hall'],
  params: Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) }),
  query: Type.Object({
    version: Type.Integer({ minimum: 1, description: 'The version of the visit that the page shows' }),
    seen: Type.Integer({ minimum: 0, description: 'The journal number of the site that the page shows' }),
    lang: Type.Optional(Type.Enum(LANGUAGES)),
    part: Type.Optional(
      Type.Enum(['first', 'second'], { description: 'Which of two linked visits the page shows' }),
    ),
  }),
  output: WaitingNews,
  errors: [],
})
