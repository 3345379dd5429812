import { type Static, Type } from 'typebox'
import { daySchema, keySchema, textsSchema, timeSchema } from '#features/authority/contract.ts'

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
