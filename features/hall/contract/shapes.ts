import { Type } from 'typebox'
import { CREDIT_KINDS, NEEDS, PARKED_FOR, VISIT_KINDS } from '#features/visit/model.ts'
import { LANGUAGES } from '#kernel/language.ts'

export const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
export const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
export const Uuid = Type.String({ format: 'uuid' })
export const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** A text in all citizen languages. */
export const TextsSchema = Type.Object({ de: Type.String(), 'de-simple': Type.String(), en: Type.String() })

/** What is told of a call: nine times in ten it comes in between. */
export const ToldSchema = Type.Object({
  from: Moment,
  until: Moment,
  soon: Type.Boolean({ description: 'At any moment from now on' }),
  aboutMinutes: OrNull(
    Type.Integer({ description: 'So wide that only about so many minutes can be said; null else' }),
  ),
})

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
  services: Type.Array(Key, { description: 'What is still to be done' }),
  needs: Type.Array(Type.Enum([...NEEDS])),
  credits: Type.Array(Type.Object({ kind: Type.Enum([...CREDIT_KINDS]), minutes: Type.Integer() })),
  awayUntil: OrNull(Moment),
  onTheWay: Type.Boolean({ description: 'Away because they are on the way from another site' }),
  parkedFor: OrNull(Type.Enum([...PARKED_FOR])),
  forCounter: OrNull(Uuid),
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
  pausedAt: OrNull(Moment),
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
  parked: Type.Array(StaffVisit),
  withoutCounter: Type.Array(Uuid, { description: 'Who waits for something that no open counter can do' }),
  counters: Type.Array(StaffCounter),
})

export const SiteParams = Type.Object({ site: Key })
export const CounterParams = Type.Object({ counter: Uuid })
export const VisitParams = Type.Object({ visit: Uuid })
