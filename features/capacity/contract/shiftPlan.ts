import { type Static, Type } from 'typebox'
import { daySchema, keySchema, textsSchema, timeSchema, weekdaySchema } from '#features/authority/contract.ts'
import { SERVICE_MODES } from '#features/catalogue/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { localDate, localTime } from '#kernel/instant.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { PLAN_ERRORS, PLAN_WARNINGS } from '../model/shiftFaults.ts'
import type { ShiftPlan } from '../model/shiftPlan.ts'

const Uuid = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

const shiftFields = {
  counter: Uuid,
  starts: timeSchema,
  ends: timeSchema,
  breakStarts: OrNull(timeSchema),
  breakEnds: OrNull(timeSchema),
  mode: Type.Enum([...SERVICE_MODES], {
    description: 'For people with an appointment, without one (walk_in), or both',
  }),
  durationPercent: Type.Integer({
    minimum: 50,
    maximum: 400,
    description: '100 works at the planned pace; a trainee may need 150',
  }),
}

/** Shifts of every week, shifts of single dates (which replace those of the week), and absences of counters. */
export const PlanSchema = Type.Object({
  weekly: Type.Array(Type.Object({ ...shiftFields, weekday: weekdaySchema }), { maxItems: 3_000 }),
  dated: Type.Array(Type.Object({ ...shiftFields, day: daySchema }), { maxItems: 3_000 }),
  away: Type.Array(
    Type.Object({
      counter: Uuid,
      firstDay: daySchema,
      lastDay: daySchema,
      starts: OrNull(timeSchema),
      ends: OrNull(timeSchema),
    }),
    { maxItems: 1_000 },
  ),
})
export type WrittenPlan = Static<typeof PlanSchema>

const timeOrNone = (time: string | null) => (time === null ? null : localTime(time))

/** A plan as it comes through the API. */
export function planOf({ weekly, dated, away }: WrittenPlan): ShiftPlan {
  const times = (shift: WrittenPlan['weekly'][number] | WrittenPlan['dated'][number]) => ({
    counterId: asId<'counter'>(shift.counter),
    starts: localTime(shift.starts),
    ends: localTime(shift.ends),
    breakStarts: timeOrNone(shift.breakStarts),
    breakEnds: timeOrNone(shift.breakEnds),
    mode: shift.mode,
    durationPercent: shift.durationPercent,
  })
  return {
    weekly: weekly.map((rule) => ({ ...times(rule), weekday: rule.weekday })),
    dated: dated.map((shift) => ({ ...times(shift), day: localDate(shift.day) })),
    away: away.map((one) => ({
      counterId: asId<'counter'>(one.counter),
      firstDay: localDate(one.firstDay),
      lastDay: localDate(one.lastDay),
      starts: timeOrNone(one.starts),
      ends: timeOrNone(one.ends),
    })),
  }
}

/** A plan as the API writes it. */
export function writtenPlan({ weekly, dated, away }: ShiftPlan): WrittenPlan {
  const counter = <T extends { readonly counterId: Id<'counter'> }>({ counterId, ...rest }: T) => ({
    ...rest,
    counter: counterId,
  })
  return { weekly: weekly.map(counter), dated: dated.map(counter), away: away.map(counter) }
}

const SiteParams = Type.Object({ site: keySchema })
const BasedOn = Type.Integer({
  minimum: 0,
  maximum: 2_147_483_647,
  description: 'The version that the change was made from; refused when somebody published since',
})

/** What came of a publication. */
const Published = Type.Object({
  version: Type.Integer(),
  replaced: Type.Integer({ description: 'Bookings that kept their time and got another place' }),
  unplaced: Type.Integer({ description: 'Bookings that keep their time and have no place now' }),
})

const PUBLISH_ERRORS = ['changed_meanwhile', 'not_workable'] as const

export const shiftPlanRoute = defineRoute({
  id: 'capacity.shiftPlan',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/shift-plan',
  summary: 'The published shift plan of a site with its counters and hours',
  tags: ['capacity'],
  params: SiteParams,
  output: Type.Object({
    site: keySchema,
    version: Type.Integer(),
    today: daySchema,
    lastDay: daySchema,
    mobile: Type.Boolean({ description: 'Its hours are the stops of a mobile team' }),
    counters: Type.Array(
      Type.Object({ counter: Uuid, key: Type.String(), label: textsSchema, services: Type.Array(keySchema) }),
    ),
    hours: Type.Array(Type.Object({ weekday: weekdaySchema, opens: timeSchema, closes: timeSchema })),
    specialHours: Type.Array(Type.Object({ day: daySchema, opens: timeSchema, closes: timeSchema }), {
      description: 'Hours of single dates from today on, instead of those of the weekday',
    }),
    closures: Type.Array(Type.Object({ firstDay: daySchema, lastDay: daySchema, reason: textsSchema })),
    plan: PlanSchema,
  }),
  errors: [],
})

const FaultSchema = Type.Object({
  code: Type.Enum([...PLAN_ERRORS, ...PLAN_WARNINGS]),
  error: Type.Boolean({ description: 'The plan cannot be published like this' }),
  counter: Uuid,
  weekday: OrNull(weekdaySchema),
  day: OrNull(daySchema),
  starts: OrNull(timeSchema),
})

export const previewPlanRoute = defineRoute({
  id: 'capacity.previewPlan',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/shift-plan/preview',
  summary:
    'What a plan would do, without publishing it: faults, bookings concerned, bookable times of a week',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({ plan: PlanSchema, monday: daySchema }),
  output: Type.Object({
    faults: Type.Array(FaultSchema),
    replaced: Type.Integer(),
    unplaced: Type.Integer(),
    services: Type.Array(
      Type.Object({
        service: keySchema,
        before: Type.Integer({
          description:
            'So many people could book online in this week one after the other by the published plan, within the budgets of its hours',
        }),
        after: Type.Integer({ description: 'The same with this plan' }),
      }),
    ),
    days: Type.Array(
      Type.Object({
        day: daySchema,
        hours: Type.Array(
          Type.Object({
            from: timeSchema,
            times: Type.Integer({ description: 'Times of 15 minutes if nobody had booked' }),
            free: Type.Integer({
              description: 'Those that search still offers, within the budget of the hour',
            }),
            walkIn: Type.Integer({ description: 'So many of them are kept for people without appointment' }),
            shortTerm: Type.Integer({ description: 'So many are released some days before' }),
            callers: Type.Integer({
              description: 'So many are kept for telephone and desk until 24 hours before',
            }),
          }),
        ),
      }),
    ),
  }),
  errors: [],
})

export const publishPlanRoute = defineRoute({
  id: 'capacity.publishPlan',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/shift-plan',
  summary: 'Publish a shift plan; every booking keeps its time',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({ basedOn: BasedOn, plan: PlanSchema }),
  output: Published,
  errors: PUBLISH_ERRORS,
})

export const undoPlanRoute = defineRoute({
  id: 'capacity.undoPlan',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/shift-plan/undo',
  summary: 'Publish an earlier version anew',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({ basedOn: BasedOn, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
  output: Published,
  errors: [...PUBLISH_ERRORS, 'unknown_version'],
})

export const countersAwayRoute = defineRoute({
  id: 'capacity.countersAway',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/counters-away',
  summary: 'Counters are away on some days, or between two times of each; published at once',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({
    counters: Type.Array(Uuid, { minItems: 1, maxItems: 200 }),
    firstDay: daySchema,
    lastDay: daySchema,
    starts: OrNull(timeSchema),
    ends: OrNull(timeSchema),
  }),
  output: Published,
  errors: ['not_workable'],
})

export const applyPlanRoute = defineRoute({
  id: 'capacity.applyPlan',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/shift-plan/apply',
  summary:
    'Give the counters with the same keys at other sites the weekly shifts of this site; all sites or none',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({ sites: Type.Array(keySchema, { minItems: 1, maxItems: 60 }) }),
  output: Type.Object({
    sites: Type.Array(
      Type.Object({
        site: keySchema,
        version: Type.Integer(),
        replaced: Type.Integer(),
        unplaced: Type.Integer(),
        missing: Type.Array(Type.String(), { description: 'Keys of counters that this site does not have' }),
      }),
    ),
  }),
  errors: ['not_workable', 'unknown_site'],
})

export const unplacedRoute = defineRoute({
  id: 'capacity.unplaced',
  kind: 'query',
  method: 'GET',
  path: '/api/unplaced',
  summary: 'Valid bookings whose place fell away, with the people concerned',
  tags: ['capacity'],
  query: Type.Object({ site: Type.Optional(keySchema) }),
  output: Type.Object({
    visits: Type.Array(
      Type.Object({
        visit: Uuid,
        bookingNumber: Type.String(),
        site: keySchema,
        appointmentAt: Moment,
        minutes: Type.Integer(),
        people: Type.Integer(),
        services: Type.Array(keySchema),
        name: OrNull(Type.String()),
        phone: OrNull(Type.String()),
        email: OrNull(Type.String()),
      }),
    ),
  }),
  errors: [],
})
