import { type Static, Type } from 'typebox'
import { MATTER_ERRORS, MattersSchema } from '#features/booking/contract.ts'
import { ARROWS, LINES } from '#features/capacity/model.ts'
import { NEEDS } from '#features/visit/model.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { DayEnd } from './contract/day.ts'
import {
  Key,
  Moment,
  OrNull,
  SiteParams,
  StaffHall,
  StaffVisit,
  TextsSchema,
  ToldSchema,
  Uuid,
  VisitParams,
} from './contract/shapes.ts'
import { INTAKE_STOPS } from './model/intake.ts'
import { CHOICE_REASONS } from './model/reasons.ts'

export {
  CounterView,
  callAgainRoute,
  callNextRoute,
  closeCounterRoute,
  counterRoute,
  finishRoute,
  missedRoute,
  openCounterRoute,
  startServingRoute,
  withdrawRoute,
} from './contract/counter.ts'
export { StaffCounter, StaffHall, StaffVisit } from './contract/shapes.ts'

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
  body: Type.Object({
    matters: MattersSchema,
    language: Type.Enum(LANGUAGES),
    needs: Type.Optional(
      Type.Array(Type.Enum([...NEEDS]), {
        maxItems: 6,
        description: 'What the person needs; nobody is asked why',
      }),
    ),
    despite: Type.Optional(
      Type.Enum([...CHOICE_REASONS], {
        description: 'Staff draws it though nobody is taken in any more; the reason is kept',
      }),
    ),
  }),
  output: Type.Object({
    visit: Uuid,
    ticketNumber: Type.String(),
    token: Type.String(),
    ahead: Type.Integer(),
  }),
  errors: [...MATTER_ERRORS, 'unknown_site', 'not_offered', 'closed', 'not_accepted'],
  limit: 'sensitive',
})

export const outlookRoute = defineRoute({
  id: 'hall.outlook',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/outlook',
  summary:
    'How things stand for somebody who would draw a ticket now, and when they would probably be called',
  tags: ['hall'],
  params: SiteParams,
  query: Type.Object({
    services: Type.String({ pattern: '^[a-z0-9-]{2,40}(,[a-z0-9-]{2,40}){0,5}$', maxLength: 250 }),
  }),
  output: Type.Object({
    before: Type.Integer({ description: 'Numbers that would be called before' }),
    served: Type.Array(Type.String(), { description: 'Numbers that are called or served now' }),
    told: OrNull(ToldSchema),
    stopped: Type.Union([Type.Enum([...INTAKE_STOPS]), Type.Null()], {
      description: 'Why the kiosk draws no number for it now; null: it does',
    }),
  }),
  errors: ['unknown_service'],
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

/** Waits of today until the first call. */
const DayWaits = Type.Object({
  people: Type.Integer(),
  seconds: Type.Integer({ description: 'Of all of them together' }),
  over15: Type.Integer({ description: 'Who waited longer than 15 minutes' }),
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
        booked: DayWaits,
        walkIns: DayWaits,
        end: OrNull(DayEnd),
        late: OrNull(Type.Integer({ description: 'Who will probably be called late; null: not known' })),
        withoutCounter: Type.Integer({
          description: 'Who waits for something that no open counter can do',
        }),
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
      description:
        'Why and until when a closure keeps the site shut now, or that fewer of its counters are open; null else',
    }),
  ),
  house: Type.Object({
    notices: Type.Array(TextsSchema, { description: 'What the house says beside the calls' }),
    stop: OrNull(
      Type.Unsafe<Static<typeof TextsSchema>>({
        ...TextsSchema,
        description: 'Where a mobile team comes next; null where none does',
      }),
    ),
  }),
  serving: Type.Array(Type.Object({ ticketNumber: Type.String(), counter: TextsSchema }), {
    description: 'Who is being served now',
  }),
  calls: Type.Array(
    Type.Object({
      call: Type.Integer({ description: 'Journal number of the call; no call sounds twice' }),
      ticketNumber: Type.String(),
      counter: TextsSchema,
      level: OrNull(TextsSchema),
      direction: OrNull(
        Type.Object({ arrow: Type.Enum(ARROWS), line: OrNull(Type.Enum(LINES)), text: TextsSchema }),
      ),
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
  serving: Type.Optional(Type.String()),
  told: Type.Optional(Type.String({ description: 'When the call probably comes; empty: nothing is known' })),
  back: Type.Optional(Type.String({ description: 'By when whoever leaves has to be back; may be empty' })),
  cause: Type.Optional(
    Type.String({ description: 'Why the time has just changed, where it is certain; may be empty' }),
  ),
  longer: Type.Optional(
    Type.String({ description: 'Asks whoever is away whether they stay away for longer; may be empty' }),
  ),
  stay: Type.Optional(
    Type.String({ description: 'What a press says of going or staying away; empty: there is no offer' }),
  ),
  backBy: Type.Optional(
    Type.String({ description: 'Until when that press says it, ISO 8601; may be empty' }),
  ),
  reload: Type.Optional(Type.Boolean()),
  signal: Type.Optional(
    Type.Enum(['soon', 'earlier', 'called'], { description: 'Worth a sound, where somebody asked for it' }),
  ),
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
