import { type Static, Type } from 'typebox'
import { daySchema, keySchema, textsSchema, timeSchema } from '#features/authority/contract.ts'
import { CLOSING_REASONS } from '#features/booking/contract/closing.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { STOP_ERRORS, STOP_WARNINGS } from './model/stopFaults.ts'

const timeOrNone = Type.Union([timeSchema, Type.Null()])
const travelMinutes = Type.Integer({ minimum: 0, maximum: 480 })

/** `teams.json`: the mobile teams. The kit is what a team can do wherever it is; its workplaces stand in counters.json. */
export const teamsFileSchema = Type.Array(
  Type.Object({
    key: keySchema,
    texts: Type.Object({ name: textsSchema }),
    kit: Type.Array(keySchema, { minItems: 1 }),
    setupMinutes: Type.Integer({ minimum: 0, maximum: 240 }),
    latitude: Type.Number({ minimum: -90, maximum: 90 }),
    longitude: Type.Number({ minimum: -180, maximum: 180 }),
  }),
)
export type TeamsFile = Static<typeof teamsFileSchema>

/** `stops.json`: where a team is on which day. Without travelMinutes the way there counts by distance. */
export const stopsFileSchema = Type.Array(
  Type.Object({
    team: keySchema,
    site: keySchema,
    day: daySchema,
    opens: timeSchema,
    closes: timeSchema,
    breakStarts: timeOrNone,
    breakEnds: timeOrNone,
    travelMinutes: Type.Optional(travelMinutes),
  }),
)
export type StopsFile = Static<typeof stopsFileSchema>

const Uuid = Type.String({ format: 'uuid' })

/** Why people lose their time, as they read it. */
const reason = Type.Enum([...CLOSING_REASONS])

const wantedFields = {
  site: keySchema,
  opens: timeSchema,
  closes: timeSchema,
  breakStarts: timeOrNone,
  breakEnds: timeOrNone,
  travelMinutes: Type.Union([travelMinutes, Type.Null()], {
    description: 'The way there as the planner knows it; null: by distance',
  }),
}
const days = Type.Array(daySchema, { minItems: 1, maxItems: 60, uniqueItems: true })
/** Stops of one team with the same times on some days. */
export const WantedStops = Type.Object({ ...wantedFields, days })
export type WrittenStops = Static<typeof WantedStops>

const TeamParams = Type.Object({ team: keySchema })
const StopParams = Type.Object({ team: keySchema, stop: Uuid })

export const tourRoute = defineRoute({
  id: 'tour.tour',
  kind: 'query',
  method: 'GET',
  path: '/api/tour',
  summary: 'Mobile teams with their kit and places, and their stops from today on',
  tags: ['tour'],
  output: Type.Object({
    today: daySchema,
    lastDay: daySchema,
    teams: Type.Array(
      Type.Object({
        team: keySchema,
        name: textsSchema,
        setupMinutes: Type.Integer(),
        kit: Type.Array(keySchema),
        places: Type.Array(
          Type.Object({
            site: keySchema,
            counters: Type.Integer({ description: 'Workplaces of the team there' }),
            services: Type.Array(keySchema),
          }),
        ),
      }),
    ),
    stops: Type.Array(
      Type.Object({
        stop: Uuid,
        team: keySchema,
        day: daySchema,
        ...wantedFields,
        wayMinutes: Type.Integer({ description: 'From the stop before, or from where the team starts' }),
        leaves: timeSchema,
        packed: timeSchema,
        booked: Type.Integer(),
      }),
    ),
  }),
  errors: [],
})

export const previewStopsRoute = defineRoute({
  id: 'tour.preview',
  kind: 'command',
  method: 'POST',
  path: '/api/tour/:team/preview',
  summary: 'What stops would bring, and whether they are workable; nothing is written',
  tags: ['tour'],
  params: TeamParams,
  body: Type.Object({
    ...wantedFields,
    days,
    change: Type.Union([Uuid, Type.Null()], { description: 'The stop that is changed to this' }),
  }),
  output: Type.Object({
    lost: Type.Integer({ description: 'Bookings of the changed stop that would lose their time' }),
    stops: Type.Array(
      Type.Object({
        day: daySchema,
        faults: Type.Array(
          Type.Object({ code: Type.Enum([...STOP_ERRORS, ...STOP_WARNINGS]), error: Type.Boolean() }),
        ),
        services: Type.Array(Type.Object({ service: keySchema, times: Type.Integer() })),
      }),
    ),
  }),
  errors: [],
})

const saved = Type.Object({ stops: Type.Array(Uuid), replaced: Type.Integer(), unplaced: Type.Integer() })

export const planStopsRoute = defineRoute({
  id: 'tour.plan',
  kind: 'command',
  method: 'POST',
  path: '/api/tour/:team/stops',
  summary: 'Plan a stop on one or several days, all or none',
  tags: ['tour'],
  params: TeamParams,
  body: WantedStops,
  output: saved,
  errors: ['not_workable', 'changed_meanwhile'],
})

export const changeStopRoute = defineRoute({
  id: 'tour.change',
  kind: 'command',
  method: 'POST',
  path: '/api/tour/:team/stops/:stop',
  summary: 'Give a stop other times, another day or place; whoever loses a time gets another one held',
  tags: ['tour'],
  params: StopParams,
  body: Type.Object({ ...wantedFields, day: daySchema, reason }),
  output: saved,
  errors: ['not_workable', 'changed_meanwhile', 'unknown_stop'],
})

export const cancelStopRoute = defineRoute({
  id: 'tour.cancel',
  kind: 'command',
  method: 'POST',
  path: '/api/tour/:team/stops/:stop/cancel',
  summary: 'Cancel a stop; whoever has booked there gets another time held',
  tags: ['tour'],
  params: StopParams,
  body: Type.Object({ reason }),
  output: saved,
  errors: ['unknown_stop', 'not_workable'],
})
