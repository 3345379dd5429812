import { type Static, Type } from 'typebox'
import { daySchema, keySchema, textsSchema, timeSchema, weekdaySchema } from '#features/authority/contract.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { HOURS_SHIFT_FAULTS } from '../model/openingHours.ts'
import { CHANGE_SOURCES } from '../model/shareRules.ts'
import { SpanOfDay } from './planForesight.ts'

const Uuid = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const SiteParams = Type.Object({ site: keySchema })

const Span = Type.Object({ weekday: weekdaySchema, opens: timeSchema, closes: timeSchema })

/** The hours of every week, wall time of the site; a weekday without any is closed. Six spans of each weekday. */
export const WrittenWeek = Type.Array(Span, {
  maxItems: 42,
  description: 'Wall time of the site, on five minutes; a weekday without any is closed',
})
export type WrittenWeek = Static<typeof WrittenWeek>

export const openingHoursRoute = defineRoute({
  id: 'capacity.openingHours',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/opening-hours',
  summary: 'The opening hours of a site in every week, and the history of its hours',
  tags: ['capacity'],
  params: SiteParams,
  output: Type.Object({
    site: keySchema,
    mobile: Type.Boolean({ description: 'A mobile team comes: its stops are the hours' }),
    hours: Type.Array(Span),
    newest: Type.Union([Uuid, Type.Null()], {
      description: 'The newest change of weekly hours; null before the first',
    }),
    earlier: Type.Union([Type.Array(Span), Type.Null()], {
      description: 'The week as it was before the newest change',
    }),
    changes: Type.Array(
      Type.Object({
        change: Uuid,
        at: Moment,
        source: Type.Enum([...CHANGE_SOURCES]),
        by: Type.Union([Type.String(), Type.Null()], { description: 'Null once the audit is deleted' }),
        undoes: OrNull(Uuid),
        before: Type.Array(SpanOfDay),
        after: Type.Array(SpanOfDay),
      }),
      { description: 'Newest first, of every week and of single dates' },
    ),
  }),
  errors: ['not_found'],
})

export const previewOpeningHoursRoute = defineRoute({
  id: 'capacity.previewOpeningHours',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/opening-hours/preview',
  summary:
    'What other weekly hours would do to shifts, bookings and the times of the next week. Nothing is changed',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({ hours: WrittenWeek }),
  output: Type.Object({
    shifts: Type.Array(
      Type.Object({
        counter: textsSchema,
        weekday: OrNull(weekdaySchema),
        day: OrNull(daySchema),
        starts: timeSchema,
        ends: timeSchema,
        fault: Type.Enum([...HOURS_SHIFT_FAULTS]),
      }),
      { description: 'Published shifts of the weekdays with other hours that would not lie within these' },
    ),
    replaced: Type.Integer({ description: 'Bookings that would keep their time and get another place' }),
    unplaced: Type.Integer({ description: 'Bookings that would keep their time and have no place any more' }),
    losing: Type.Array(
      Type.Object({ startsAt: Moment, minutes: Type.Integer(), services: Type.Array(keySchema) }),
      { description: 'The first of those without a place, earliest first; nobody is named' },
    ),
    services: Type.Array(Type.Object({ service: keySchema, before: Type.Integer(), after: Type.Integer() }), {
      description: 'Times still free in the next week, as it is and as it would be',
    }),
  }),
  errors: ['not_found', 'not_workable'],
})

export const changeOpeningHoursRoute = defineRoute({
  id: 'capacity.changeOpeningHours',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/opening-hours',
  summary: 'Change the weekly opening hours of a site; every booking keeps its time',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({
    hours: WrittenWeek,
    seen: Type.Union([Uuid, Type.Null()], { description: 'The newest change of weekly hours that was seen' }),
    undoes: Type.Union([Uuid, Type.Null()], { description: 'The change that this takes back' }),
  }),
  output: Type.Object({ change: Uuid, replaced: Type.Integer(), unplaced: Type.Integer() }),
  errors: ['not_found', 'changed_meanwhile', 'nothing_changed', 'not_workable'],
})
