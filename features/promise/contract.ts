import { Type } from 'typebox'
import { ARRIVING, INTAKE_STOPS } from '#features/hall/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { CALIBRATION_SECONDS } from './model/calibration.ts'
import { WAITS_SECONDS } from './model/seen.ts'

const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

const Arriving = Type.Object({
  inMinutes: Type.Integer({ description: `Who arrives then; one of ${ARRIVING.join(', ')}` }),
  calledFrom: OrNull(
    Moment,
    'Nine times in ten the call comes between the two; null: nothing is known, or the site is closed by then',
  ),
  calledUntil: OrNull(Moment, 'See calledFrom'),
  aboutMinutes: OrNull(Type.Integer(), 'So wide that only about so many minutes can be said'),
})

export const waitsRoute = defineRoute({
  id: 'open.waiting',
  kind: 'query',
  method: 'GET',
  path: '/api/open/waiting',
  summary:
    'Open data: when whoever comes without appointment would probably be called, for each site and service, by when they arrive. Corrected by what really happened; in the order of names, not of waits',
  tags: ['open data'],
  open: { maxAge: WAITS_SECONDS },
  output: Type.Object({
    at: Moment,
    sites: Type.Array(
      Type.Object({
        site: Key,
        intake: Type.Enum(['open', 'closed'], { description: 'Whether numbers are drawn now' }),
        opensAt: OrNull(Moment, 'When it opens next; null while it is open, or if that is not known'),
        closesAt: OrNull(Moment, 'When it closes; null while it is closed'),
        openCounters: Type.Integer({ description: 'Counters that call people now' }),
        waiting: Type.Integer({ description: 'People who wait now' }),
        services: Type.Array(
          Type.Object({
            service: Key,
            stopped: OrNull(
              Type.Enum([...INTAKE_STOPS]),
              'Why no number is drawn for it now; null: numbers are drawn while the site is open',
            ),
            fits: OrNull(
              Type.Boolean(),
              'Whether one more can probably still be served today; null: not known',
            ),
            extraMinutes: OrNull(
              Type.Number(),
              'So many minutes staff would probably work longer because of one more; null: not known',
            ),
            seenAt: OrNull(Moment, 'When that was looked at'),
            firstFree: OrNull(Moment, 'The first free appointment for it there; null: none is free'),
            arriving: Type.Array(Arriving),
          }),
        ),
      }),
    ),
  }),
  errors: [],
})

export const waitsFileRoute = defineRoute({
  id: 'open.waitingFile',
  kind: 'query',
  method: 'GET',
  path: '/api/open/waiting.csv',
  summary: 'Open data: the probable calls at all sites as CSV, one line for each site, service and arrival',
  tags: ['open data'],
  open: { maxAge: WAITS_SECONDS, csv: 'waiting.csv' },
  output: Type.String(),
  errors: [],
})

export const calibrationRoute = defineRoute({
  id: 'open.promises',
  kind: 'query',
  method: 'GET',
  path: '/api/open/promises',
  summary:
    'Open data: how well the times hold that waiting people were told, by site and week, for the last twelve weeks',
  tags: ['open data'],
  open: { maxAge: CALIBRATION_SECONDS },
  output: Type.Object({
    promised: Type.Number({ description: 'So often the call should come between the two moments told' }),
    madeUpBefore: OrNull(
      Type.String({ format: 'date' }),
      'A demonstration: the figures of days before this one are made up; null: none are, as in every real city',
    ),
    sites: Type.Array(
      Type.Object({
        site: OrNull(Key, 'Null: all sites together'),
        weeks: Type.Array(
          Type.Object({
            week: Type.String({ format: 'date', description: 'Its Monday' }),
            told: Type.Integer({ description: 'Times that were told and after which a call came' }),
            withoutCall: Type.Integer({
              description: 'Nobody knows: the person went, was away or set aside before',
            }),
            coverage: OrNull(Type.Number(), 'The share of calls between the two moments; null: too few'),
            meanErrorMinutes: OrNull(Type.Number(), 'From the middle between them; null: too few'),
          }),
        ),
      }),
    ),
  }),
  errors: [],
})

export const calibrationFileRoute = defineRoute({
  id: 'open.promisesFile',
  kind: 'query',
  method: 'GET',
  path: '/api/open/promises.csv',
  summary: 'Open data: how well the times hold that were told, as CSV; without site: all sites together',
  tags: ['open data'],
  open: { maxAge: CALIBRATION_SECONDS, csv: 'promises.csv' },
  output: Type.String(),
  errors: [],
})
