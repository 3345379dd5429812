import { Type } from 'typebox'
import { keySchema } from '#features/authority/contract.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { MOST_PLANNED } from '../model/plannedMinutes.ts'
import { CHANGE_SOURCES } from '../model/shareRules.ts'

const Uuid = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Percent = Type.Integer({ minimum: 0, maximum: 100 })
const Wish = Type.Array(
  Type.Object({
    service: keySchema,
    minutes: Type.Integer({ minimum: 5, maximum: MOST_PLANNED, multipleOf: 5 }),
  }),
  { maxItems: 500, description: 'What is not named stays' },
)

export const plannedMinutesRoute = defineRoute({
  id: 'capacity.plannedMinutes',
  kind: 'query',
  method: 'GET',
  path: '/api/planned-minutes',
  summary:
    'How long each service is planned for one person, how that stands to the staff agreement by the durations measured in the whole city, and what was changed. Nothing about a single workplace or person',
  tags: ['capacity'],
  output: Type.Object({
    percent: Type.Integer({
      description: 'The planned minutes must be enough in so many of a hundred cases',
    }),
    services: Type.Array(
      Type.Object({
        service: keySchema,
        minutes: Type.Integer(),
        least: Type.Integer({ description: 'The fewest that it can be planned for' }),
        cases: Type.Integer({ minimum: 0 }),
        measured: Type.Union(
          [Type.Object({ coveredPercent: Percent, neededMinutes: Type.Integer() }), Type.Null()],
          { description: 'Null with fewer than 30 cases' },
        ),
        isKept: Type.Boolean(),
      }),
    ),
    newest: Type.Union([Uuid, Type.Null()], { description: 'The newest change; null before the first' }),
    changes: Type.Array(
      Type.Object({
        change: Uuid,
        at: Moment,
        source: Type.Enum([...CHANGE_SOURCES]),
        by: Type.Union([Type.String(), Type.Null()], { description: 'Null once the audit is deleted' }),
        undoes: OrNull(Uuid),
        services: Type.Array(
          Type.Object({ service: keySchema, before: Type.Integer(), after: Type.Integer() }),
        ),
      }),
      { description: 'Newest first' },
    ),
  }),
  errors: [],
})

export const previewMinutesRoute = defineRoute({
  id: 'capacity.previewMinutes',
  kind: 'command',
  method: 'POST',
  path: '/api/planned-minutes/preview',
  summary: 'What other planned minutes would do to the times of the next week. Nothing is changed',
  tags: ['capacity'],
  body: Type.Object({ minutes: Wish }),
  output: Type.Object({
    services: Type.Array(
      Type.Object({
        service: keySchema,
        minutes: Type.Integer(),
        isKept: Type.Boolean({ description: 'The staff agreement' }),
        coveredPercent: OrNull(Percent),
        before: Type.Integer({
          description: 'Times of the next week if nobody had booked, at all sites, as it is',
        }),
        after: Type.Integer({ description: 'The same as it would be' }),
        booked: Type.Integer({ description: 'Bookings to come; they keep their length' }),
      }),
    ),
  }),
  errors: ['not_workable', 'nothing_changed', 'unknown_service'],
})

export const changeMinutesRoute = defineRoute({
  id: 'capacity.changeMinutes',
  kind: 'command',
  method: 'POST',
  path: '/api/planned-minutes',
  summary: 'Plan services for other minutes from now on; bookings keep their length',
  tags: ['capacity'],
  body: Type.Object({
    minutes: Wish,
    seen: Type.Union([Uuid, Type.Null()], { description: 'The newest change that was seen' }),
    undoes: Type.Union([Uuid, Type.Null()], { description: 'The change that this takes back' }),
  }),
  output: Type.Object({ change: Uuid }),
  errors: ['changed_meanwhile', 'nothing_changed', 'not_workable', 'unknown_service'],
})
