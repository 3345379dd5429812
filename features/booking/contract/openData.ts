import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { RANGE_DAYS, SERVICE_RANGE_DAYS } from '../model/leadTime.ts'

const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD, local day of the city' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const count = (description: string) => Type.Union([Type.Integer(), Type.Null()], { description })

/** Caches may keep what is free now for so long; a time that is shown may be gone anyway. */
const FIRST_FREE_SECONDS = 30
/** The history changes once an hour. */
const HISTORY_SECONDS = 600

const RangeQuery = Type.Object({
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  service: Type.Optional(Key),
})

export const firstFreeRoute = defineRoute({
  id: 'open.firstFree',
  kind: 'query',
  method: 'GET',
  path: '/api/open/first-free',
  summary:
    'Open data: the first free time of each service at each site, for one person, as offered online now',
  tags: ['open data'],
  open: { maxAge: FIRST_FREE_SECONDS },
  output: Type.Object({
    at: Moment,
    services: Type.Array(
      Type.Object({
        service: Key,
        sites: Type.Array(
          Type.Object({
            site: Key,
            firstFree: Type.Union([Moment, Type.Null()], { description: 'Null: no time is free' }),
          }),
        ),
      }),
    ),
  }),
  errors: [],
})

export const firstFreeFileRoute = defineRoute({
  id: 'open.firstFreeFile',
  kind: 'query',
  method: 'GET',
  path: '/api/open/first-free.csv',
  summary: 'Open data: the first free times as CSV with the columns at, service, site, first_free',
  tags: ['open data'],
  open: { maxAge: FIRST_FREE_SECONDS, csv: 'first-free.csv' },
  output: Type.String(),
  errors: [],
})

export const leadTimesRoute = defineRoute({
  id: 'open.leadTimes',
  kind: 'query',
  method: 'GET',
  path: '/api/open/lead-times',
  summary: `Open data: how long people waited for a time, by day, service and site. Offered (from hourly looks to the first free time) and chosen (from booking to the time taken; days with fewer than five bookings say nothing). At most ${RANGE_DAYS} days, of one service ${SERVICE_RANGE_DAYS}; the last ${RANGE_DAYS} if no day is given`,
  tags: ['open data'],
  open: { maxAge: HISTORY_SECONDS },
  query: RangeQuery,
  output: Type.Object({
    days: Type.Array(
      Type.Object({
        day: Day,
        service: Key,
        site: Type.Union([Key, Type.Null()], { description: 'Null: anywhere in the city' }),
        offered: Type.Object({
          looks: Type.Integer(),
          looksWithoutTime: Type.Integer(),
          leastMinutes: count('of the looks that found a time'),
          meanMinutes: count('of the looks that found a time'),
          mostMinutes: count('of the looks that found a time'),
        }),
        chosen: Type.Object({
          bookings: count('null where they are too few'),
          medianMinutes: count('null where they are too few'),
          within14Days: count('bookings that took a time within 14 days'),
        }),
      }),
    ),
  }),
  errors: ['range_wrong'],
  statuses: { range_wrong: 422 },
})

export const leadTimesFileRoute = defineRoute({
  id: 'open.leadTimesFile',
  kind: 'query',
  method: 'GET',
  path: '/api/open/lead-times.csv',
  summary: 'Open data: how long people waited for a time, as CSV; without site: anywhere in the city',
  tags: ['open data'],
  open: { maxAge: HISTORY_SECONDS, csv: 'lead-times.csv' },
  query: RangeQuery,
  output: Type.String(),
  errors: ['range_wrong'],
  statuses: { range_wrong: 422 },
})
