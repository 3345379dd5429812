import { type Static, Type } from 'typebox'
import { keySchema, textsSchema } from '#features/authority/contract.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { PLACE_FEATURES, PLAN_LIMITS, THING_KINDS } from './model.ts'

const size = Type.Integer({ minimum: 1, maximum: PLAN_LIMITS.squares, description: 'squares' })
const place = Type.Integer({ minimum: 0, maximum: PLAN_LIMITS.squares, description: 'squares' })
const counterKey = Type.String({ minLength: 1, maxLength: 40 })

/** A drawn house: levels from the lowest up, rooms as rectangles, and what stands in them as points. */
export const HousePlanSchema = Type.Object({
  levels: Type.Array(Type.Object({ key: keySchema, name: textsSchema, width: size, height: size }), {
    minItems: 1,
    maxItems: PLAN_LIMITS.levels,
  }),
  rooms: Type.Array(
    Type.Object({
      key: keySchema,
      level: keySchema,
      name: textsSchema,
      x: place,
      y: place,
      width: size,
      height: size,
    }),
    { maxItems: PLAN_LIMITS.rooms },
  ),
  things: Type.Array(
    Type.Object({
      key: keySchema,
      level: keySchema,
      kind: Type.Enum([...THING_KINDS]),
      x: place,
      y: place,
      name: Type.Optional(textsSchema),
      shaft: Type.Optional(keySchema),
      steps: Type.Optional(Type.Boolean()),
      counter: Type.Optional(counterKey),
      roomy: Type.Optional(Type.Boolean()),
      features: Type.Optional(Type.Array(Type.Enum([...PLACE_FEATURES]), { uniqueItems: true })),
    }),
    { maxItems: PLAN_LIMITS.things },
  ),
})

/** `house-plans.json`: the houses that are drawn, one for a site at most. */
export const housePlansFileSchema = Type.Array(
  Type.Object({ site: keySchema, ...HousePlanSchema.properties }),
)
export type HousePlansFile = Static<typeof housePlansFileSchema>

const SiteParams = Type.Object({ site: keySchema })
const Version = Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
  description: 'Counts up with every change; null before the first',
})

export const housePlanRoute = defineRoute({
  id: 'house.plan',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/house-plan',
  summary:
    'The drawn house of a site; null where there is none yet. The same object stands in house-plans.json',
  tags: ['administration'],
  params: SiteParams,
  output: Type.Object({
    version: Version,
    plan: Type.Union([HousePlanSchema, Type.Null()]),
    counters: Type.Array(Type.Object({ key: counterKey, label: textsSchema }), {
      description: 'Of the site, to be put into the plan',
    }),
  }),
  errors: [],
})

export const saveHousePlanRoute = defineRoute({
  id: 'house.savePlan',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/house-plan',
  summary: 'Save the drawn house of a site as a whole',
  tags: ['administration'],
  params: SiteParams,
  body: Type.Object({ seen: Version, plan: HousePlanSchema }),
  output: Type.Object({ version: Type.Integer() }),
  errors: ['changed_meanwhile', 'faulty_plan'],
})
