import { type Static, Type } from 'typebox'
import { daySchema, keySchema, timeSchema } from '#features/authority/contract.ts'
import { defineRoute } from '#platform/http/contract.ts'

const SiteParams = Type.Object({ site: keySchema })
const Wish = Type.Object({
  day: daySchema,
  hours: Type.Array(Type.Object({ opens: timeSchema, closes: timeSchema }), {
    maxItems: 6,
    description: 'Wall time of the site; none: the hours of the weekday hold again',
  }),
})
/** Hours of one date as the API writes them. */
export type WrittenHours = Static<typeof Wish>

const Concerned = Type.Object({
  replaced: Type.Integer({ description: 'Bookings that keep their time and get another place' }),
  unplaced: Type.Integer({ description: 'Bookings that keep their time and have no place then' }),
})

export const previewHoursRoute = defineRoute({
  id: 'capacity.previewHours',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/special-hours/preview',
  summary: 'What other hours on one date would do to bookings; nothing is written',
  tags: ['capacity'],
  params: SiteParams,
  body: Wish,
  output: Concerned,
  errors: ['not_workable'],
})

export const setHoursRoute = defineRoute({
  id: 'capacity.setHours',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/special-hours',
  summary: 'Give a site other hours on one date, or take them back; every booking keeps its time',
  tags: ['capacity'],
  params: SiteParams,
  body: Wish,
  output: Concerned,
  errors: ['not_workable'],
})
