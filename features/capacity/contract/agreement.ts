import { Type } from 'typebox'
import { daySchema, keySchema } from '#features/authority/contract.ts'
import { defineRoute } from '#platform/http/contract.ts'

const Count = Type.Integer({ minimum: 0 })
const Percent = Type.Integer({ minimum: 0, maximum: 100 })

export const agreementRoute = defineRoute({
  id: 'capacity.agreement',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/agreement',
  summary:
    'Whether the planned minutes of each service are enough in as many cases as the staff agreement asks for, by measured durations of the whole city, and what keeping it costs in times of a week. Nothing about a single workplace or person',
  tags: ['capacity'],
  params: Type.Object({ site: keySchema }),
  query: Type.Object({ monday: daySchema }),
  output: Type.Object({
    percent: Type.Integer({
      description: 'The planned minutes must be enough in so many of a hundred cases',
    }),
    since: daySchema,
    services: Type.Array(
      Type.Object({
        service: keySchema,
        minutes: Type.Integer({ description: 'Planned' }),
        cases: Count,
        measured: Type.Union(
          [Type.Object({ coveredPercent: Percent, neededMinutes: Type.Integer() }), Type.Null()],
          { description: 'Null with fewer than 30 cases' },
        ),
        isKept: Type.Boolean(),
        times: Type.Integer({
          description: 'Times of the week if nobody had booked, with the planned minutes',
        }),
        timesNeeded: Type.Integer({ description: 'The same with the needed minutes' }),
      }),
    ),
  }),
  errors: ['not_found'],
})
