import { type Static, Type } from 'typebox'
import { keySchema, textsSchema, timeSchema, weekdaySchema } from '#features/authority/contract.ts'
import { SERVICE_MODES, type ServiceMode } from '#features/catalogue/model.ts'
import { ARROWS, LINES } from './model.ts'

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
    /** The way from the display: an arrow, words (which name the line's colour, too), and a line on the floor. */
    direction: Type.Optional(
      Type.Object({
        arrow: Type.Enum(ARROWS),
        line: Type.Union([Type.Enum(LINES), Type.Null()]),
        text: textsSchema,
      }),
    ),
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
    /** Whom it is for; both if nothing is said. */
    mode: Type.Optional(Type.Enum([...SERVICE_MODES])),
    /** As older files say it: false is `walk_in`. */
    bookable: Type.Optional(Type.Boolean()),
    durationPercent: Type.Optional(Type.Integer({ minimum: 50, maximum: 400 })),
  }),
)
export type ShiftsFile = Static<typeof shiftsFileSchema>

/** Whom a shift of a file is for. */
export function modeOfShift({
  mode,
  bookable = true,
}: Pick<ShiftsFile[number], 'mode' | 'bookable'>): ServiceMode {
  return mode ?? (bookable ? 'both' : 'walk_in')
}

export { agreementRoute } from './contract/agreement.ts'
export {
  changeOpeningHoursRoute,
  openingHoursRoute,
  previewOpeningHoursRoute,
  type WrittenWeek,
} from './contract/openingHours.ts'
export {
  planVersionRoute,
  planVersionsRoute,
  previewApplyRoute,
  previewUndoRoute,
} from './contract/planForesight.ts'
export { changeMinutesRoute, plannedMinutesRoute, previewMinutesRoute } from './contract/plannedMinutes.ts'
export {
  changeSetupRoute,
  previewSetupRoute,
  setupRoute,
  type WrittenSetup,
} from './contract/setup.ts'
export {
  changeSharesRoute,
  previewSharesRoute,
  sharesRoute,
  undoSharesRoute,
  type WrittenShares,
} from './contract/shares.ts'
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
export { previewHoursRoute, setHoursRoute, type WrittenHours } from './contract/specialHours.ts'
