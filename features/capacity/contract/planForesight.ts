import { Type } from 'typebox'
import { daySchema, keySchema, timeSchema, weekdaySchema } from '#features/authority/contract.ts'
import { SERVICE_MODES } from '#features/catalogue/model.ts'
import { ROLES } from '#features/staff/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { CHANGE_SOURCES } from '../model/shareRules.ts'
import { PLAN_SOURCES } from '../model/shiftPlan.ts'

const Uuid = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const SiteParams = Type.Object({ site: keySchema })

/** What a plan would do to bookings and times, before it is published. */
const foreseen = {
  workable: Type.Boolean({ description: 'False: it cannot be published, and nothing else is said' }),
  replaced: Type.Integer({ description: 'Bookings that would keep their time and get another place' }),
  unplaced: Type.Integer({ description: 'Bookings that would keep their time and have no place any more' }),
  losing: Type.Array(
    Type.Object({ startsAt: Moment, minutes: Type.Integer(), services: Type.Array(keySchema) }),
    { description: 'The first of those without a place, earliest first; nobody is named' },
  ),
  days: Type.Array(
    Type.Object({
      day: daySchema,
      won: Type.Integer({ description: 'Times of 15 minutes that search would offer more, hour by hour' }),
      lost: Type.Integer({ description: 'Times of 15 minutes that it would offer no more' }),
    }),
    { description: 'Four weeks from the Monday asked for' },
  ),
}

/** When the shown weeks begin. */
const monday = daySchema

export const previewApplyRoute = defineRoute({
  id: 'capacity.previewApply',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/shift-plan/apply/preview',
  summary: 'What the weekly shifts of this site would do at other sites, without publishing anything',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({ sites: Type.Array(keySchema, { minItems: 1, maxItems: 60 }), monday }),
  output: Type.Object({
    sites: Type.Array(
      Type.Object({
        site: keySchema,
        missing: Type.Array(Type.String(), { description: 'Keys of counters that this site does not have' }),
        ...foreseen,
      }),
    ),
  }),
  errors: ['unknown_site'],
})

export const previewUndoRoute = defineRoute({
  id: 'capacity.previewUndo',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/shift-plan/undo/preview',
  summary: 'What publishing an earlier version anew would do, without publishing anything',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({ version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), monday }),
  output: Type.Object(foreseen),
  errors: ['unknown_version'],
})

const ShiftSchema = Type.Object({
  starts: timeSchema,
  ends: timeSchema,
  breakStarts: OrNull(timeSchema),
  breakEnds: OrNull(timeSchema),
  mode: Type.Enum([...SERVICE_MODES]),
  durationPercent: Type.Integer(),
})

/** Who published, as long as the audit knows. */
const By = OrNull(Type.Object({ name: Type.String(), roles: Type.Array(Type.Enum([...ROLES])) }))

/** Opening hours on a weekday, or on one date. */
/** A span of a weekday, or of one date. */
export const SpanOfDay = Type.Object({
  weekday: OrNull(weekdaySchema),
  day: OrNull(daySchema),
  opens: timeSchema,
  closes: timeSchema,
})

export const planVersionsRoute = defineRoute({
  id: 'capacity.planVersions',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/shift-plan/versions',
  summary: 'Who published which version when, newest first; names for 30 days',
  tags: ['capacity'],
  params: SiteParams,
  output: Type.Object({
    versions: Type.Array(
      Type.Object({
        version: Type.Integer(),
        publishedAt: Moment,
        source: Type.Enum([...PLAN_SOURCES]),
        undoes: OrNull(Type.Integer()),
        by: By,
        added: Type.Integer({ description: 'Entries that the version before did not have' }),
        removed: Type.Integer(),
      }),
    ),
    hours: Type.Array(
      Type.Object({
        change: Uuid,
        at: Moment,
        source: Type.Enum([...CHANGE_SOURCES]),
        by: By,
        before: Type.Array(SpanOfDay),
        after: Type.Array(SpanOfDay),
      }),
      {
        description:
          'What was changed of opening hours, newest first: what held before, and what holds since',
      },
    ),
  }),
  errors: [],
})

export const planVersionRoute = defineRoute({
  id: 'capacity.planVersion',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/shift-plan/versions/:version',
  summary: 'What a version changed: shifts by counter and day, before and after, and absences',
  tags: ['capacity'],
  params: Type.Object({ site: keySchema, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
  output: Type.Object({
    version: Type.Integer(),
    shifts: Type.Array(
      Type.Object({
        counter: Uuid,
        weekday: OrNull(weekdaySchema),
        day: OrNull(daySchema),
        before: Type.Array(ShiftSchema),
        after: Type.Array(ShiftSchema),
      }),
    ),
    away: Type.Array(
      Type.Object({
        counter: Uuid,
        firstDay: daySchema,
        lastDay: daySchema,
        starts: OrNull(timeSchema),
        ends: OrNull(timeSchema),
        added: Type.Boolean({ description: 'False: the absence was taken back' }),
      }),
    ),
    more: Type.Integer({ description: 'Further changes that are not listed' }),
  }),
  errors: [],
})
