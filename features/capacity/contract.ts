import { type Static, Type } from 'typebox'
import { keySchema, textsSchema, timeSchema, weekdaySchema } from '#features/authority/contract.ts'

const counterKey = Type.String({
  pattern: '^[A-Za-z0-9-]{1,10}$',
  description: 'letters, digits and hyphens, at most 10 characters',
})

/** `counters.json`: the counters of each site in their order; a skill is the key of a service. */
export const countersFileSchema = Type.Array(
  Type.Object({
    site: keySchema,
    key: counterKey,
    label: textsSchema,
    level: Type.Union([textsSchema, Type.Null()]),
    skills: Type.Array(keySchema),
    /** Whose workplace it is at a mobile site. */
    team: Type.Optional(keySchema),
  }),
)
export type CountersFile = Static<typeof countersFileSchema>

const timeOrNone = Type.Union([timeSchema, Type.Null()])

/** `shifts.json`: the weekly shifts, wall time of the site. */
export const shiftsFileSchema = Type.Array(
  Type.Object({
    site: keySchema,
    counter: counterKey,
    weekday: weekdaySchema,
    starts: timeSchema,
    ends: timeSchema,
    breakStarts: timeOrNone,
    breakEnds: timeOrNone,
    bookable: Type.Boolean(),
    durationPercent: Type.Optional(Type.Integer({ minimum: 50, maximum: 400 })),
  }),
)
export type ShiftsFile = Static<typeof shiftsFileSchema>

export { agreementRoute } from './contract/agreement.ts'
export {
  planVersionRoute,
  planVersionsRoute,
  previewApplyRoute,
  previewUndoRoute,
} from './contract/planForesight.ts'
export {
  applyPlanRoute,
  countersAwayRoute,
  PlanSchema,
  planOf,
  previewPlanRoute,
  publishPlanRoute,
  shiftPlanRoute,
  undoPlanRoute,
  unplacedRoute,
  type WrittenPlan,
  writtenPlan,
} from './contract/shiftPlan.ts'
