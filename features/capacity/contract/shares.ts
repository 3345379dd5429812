import { type Static, Type } from 'typebox'
import { daySchema, keySchema, timeSchema } from '#features/authority/contract.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { CHANGE_SOURCES, SHARE_RANGES, type ShareFigure } from '../model/shareRules.ts'

const Uuid = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

const figure = (key: ShareFigure, description: string) => {
  const [minimum, maximum] = SHARE_RANGES[key]
  return OrNull(Type.Integer({ minimum, maximum, description }))
}

/** How the city or a site shares its time. A site decides `walkInPercent`; null: as in the city. */
export const WrittenShares = Type.Object({
  walkInPercent: figure('walkInPercent', 'Of each hour, for people without appointment'),
  callerPercent: figure('callerPercent', 'Kept for telephone and desk until 24 hours before'),
  shortTermPercent: figure('shortTermPercent', 'Released only so many days before'),
  shortTermDays: figure('shortTermDays', 'Days before'),
  waitlistPercent: figure('waitlistPercent', 'Of what becomes public, first to the waitlist'),
  horizonDays: figure('horizonDays', 'How many days ahead can be booked'),
  coveredPercent: figure(
    'coveredPercent',
    'Staff agreement: the planned minutes must be enough in so many of a hundred cases',
  ),
  longestDayMinutes: figure('longestDayMinutes', 'The longest working day, breaks not counted'),
  onlineToday: OrNull(Type.Boolean({ description: 'Citizens still book for the day that has begun' })),
  releaseOpens: OrNull(timeSchema),
  releaseCloses: OrNull(timeSchema),
})
export type WrittenShares = Static<typeof WrittenShares>

const Site = Type.Union([keySchema, Type.Null()], { description: 'Null: the whole city' })

export const sharesRoute = defineRoute({
  id: 'capacity.shares',
  kind: 'query',
  method: 'GET',
  path: '/api/shares',
  summary: 'How the city and the sites that the caller plans share and release their time; with the history',
  tags: ['capacity'],
  output: Type.Object({
    city: WrittenShares,
    decided: Type.Array(
      Type.Object({
        site: Site,
        shares: WrittenShares,
        newest: Type.Union([Uuid, Type.Null()], { description: 'The newest change; null before the first' }),
      }),
    ),
    changes: Type.Array(
      Type.Object({
        change: Uuid,
        site: Site,
        at: Moment,
        source: Type.Enum([...CHANGE_SOURCES]),
        by: Type.Union([Type.String(), Type.Null()], { description: 'Null once the audit is deleted' }),
        before: WrittenShares,
        after: WrittenShares,
        undoes: OrNull(Uuid),
        newest: Type.Boolean({ description: 'Can be taken back' }),
      }),
      { description: 'Newest first' },
    ),
  }),
  errors: [],
})

const HourTimes = Type.Object({
  from: timeSchema,
  times: Type.Integer({ description: 'Times of 15 minutes if nobody had booked' }),
  free: Type.Integer(),
  walkIn: Type.Integer(),
  shortTerm: Type.Integer(),
  callers: Type.Integer(),
})

export const previewSharesRoute = defineRoute({
  id: 'capacity.previewShares',
  kind: 'command',
  method: 'POST',
  path: '/api/shares/preview',
  summary:
    'What other shares would do to the times of the next week. Works for less than a second; ask again from `done` until all sites are done, and add up. Nothing is changed',
  tags: ['capacity'],
  body: Type.Object({
    site: Site,
    shares: WrittenShares,
    from: Type.Integer({ minimum: 0, maximum: 1000 }),
  }),
  output: Type.Object({
    done: Type.Integer(),
    of: Type.Integer(),
    firstDay: daySchema,
    lastDay: Type.Object({ before: daySchema, after: daySchema }, { description: 'That can be booked' }),
    services: Type.Array(Type.Object({ service: keySchema, before: Type.Integer(), after: Type.Integer() }), {
      description: 'Times still free in that week, as it is and as it would be',
    }),
    fullHours: Type.Integer({ description: 'Hours with more booked than would be open' }),
    agreement: Type.Array(
      Type.Object({
        service: keySchema,
        minutes: Type.Integer({ description: 'Planned' }),
        coveredPercent: OrNull(Type.Integer({ description: 'Null with fewer than 30 cases' })),
        neededMinutes: Type.Integer({ description: 'That the agreement would need' }),
        times: Type.Integer({ description: 'Times of the week if nobody had booked, with planned minutes' }),
        timesNeeded: Type.Integer({ description: 'The same with the needed minutes' }),
      }),
      { description: 'What another share of the staff agreement would ask for; empty where it stays' },
    ),
    tooLong: Type.Array(Type.Object({ site: keySchema, shifts: Type.Integer() }), {
      description: 'Shifts to come that would be longer than the longest day and are not now',
    }),
    example: OrNull(Type.Object({ site: keySchema, day: daySchema, hours: Type.Array(HourTimes) })),
  }),
  errors: ['not_workable'],
})

export const changeSharesRoute = defineRoute({
  id: 'capacity.changeShares',
  kind: 'command',
  method: 'POST',
  path: '/api/shares',
  summary: 'Decide how the city or a site shares and releases its time; no booking is lost',
  tags: ['capacity'],
  body: Type.Object({
    site: Site,
    shares: WrittenShares,
    seen: Type.Union([Uuid, Type.Null()], { description: 'The newest change that was seen' }),
  }),
  output: Type.Object({ change: Uuid }),
  errors: ['changed_meanwhile', 'nothing_changed', 'not_workable'],
})

export const undoSharesRoute = defineRoute({
  id: 'capacity.undoShares',
  kind: 'command',
  method: 'POST',
  path: '/api/shares/changes/:change/undo',
  summary: 'Take the newest change of the city or a site back',
  tags: ['capacity'],
  params: Type.Object({ change: Uuid }),
  output: Type.Object({ change: Uuid }),
  errors: ['not_newest'],
})
