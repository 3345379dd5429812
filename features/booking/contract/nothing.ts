import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { CALL_WAYS } from '../model/help.ts'
import { WHY_NOTHING_KINDS } from '../model/whyNothing.ts'
import { MATTERS_PATTERN } from './matters.ts'
import { placeQuery } from './narrowing.ts'

const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD, local day of the site' })

/** Why a search found nothing, and what helps. */
export const NothingSchema = Type.Object({
  why: Type.Object({
    kind: Type.Enum([...WHY_NOTHING_KINDS], {
      description:
        'not_offered: these services cannot be booked there; apart: no asked site has all of these; beyond_horizon: the day cannot be booked yet; only_alone: each has times, all in one visit none; full: all is taken until the first day',
    }),
    services: Type.Array(Key, { description: 'Those that are the reason' }),
    first: OrNull(Day),
    firstAsWished: Type.Boolean({
      description: 'Whether `first` has a time of the wished weekday and part of the day',
    }),
    horizon: OrNull(Day),
  }),
  elsewhere: Type.Array(Type.Object({ site: Key, startsAt: Moment }), {
    description:
      'Other sites with a time for all of it and what is needed there, at the wished weekday and part of the day',
  }),
  fewer: Type.Array(
    Type.Object({
      matters: Type.Array(Type.Object({ service: Key, people: Type.Integer() })),
      site: Key,
      startsAt: Moment,
    }),
    { description: 'The first time for less than was asked for, where and when it was wished' },
  ),
  walkIns: Type.Array(Key, {
    description: 'Sites that take all of it without appointment and have what is needed there',
  }),
  online: Type.Array(Type.Object({ service: Key, url: Type.String() })),
  waitlist: Type.Boolean({ description: 'Whether one can join the waitlist for it' }),
})

const Forecast = Type.Object(
  {
    stopped: Type.Boolean({ description: 'No number is drawn for it now' }),
    doubtful: Type.Boolean({ description: 'It is not certain that one more can be served today' }),
    call: OrNull(
      Type.Object({
        way: Type.Enum([...CALL_WAYS], {
          description: 'How it is said: by `until`, between the two, or in about so many minutes',
        }),
        from: Moment,
        until: Moment,
        aboutMinutes: OrNull(Type.Integer()),
      }),
    ),
  },
  {
    description:
      'The same as /api/open/waiting for whoever is there now, for all the matters together: nine times in ten the call comes between the two moments, corrected by what really happened. Null: the site is closed',
  },
)

export const walkInsRoute = defineRoute({
  id: 'booking.walkIns',
  kind: 'query',
  method: 'GET',
  path: '/api/walk-ins',
  summary:
    'Sites that take these matters without appointment, how many people wait there now, and when whoever comes now would probably be called',
  tags: ['booking'],
  query: Type.Object({
    matters: Type.String({ pattern: MATTERS_PATTERN }),
    site: Type.Optional(Key),
    ...placeQuery,
  }),
  output: Type.Object({
    at: Moment,
    sites: Type.Array(
      Type.Object({
        site: Key,
        closesAt: OrNull(Moment),
        opensAt: OrNull(Moment),
        waiting: Type.Integer(),
        forecast: OrNull(Forecast),
      }),
      {
        description:
          'As wished first, of these the open ones, of these those that surely take one more, then where the call is foretold first, else where the fewest wait; of closed ones the one that opens first',
      },
    ),
  }),
  errors: ['unknown_service'],
})
