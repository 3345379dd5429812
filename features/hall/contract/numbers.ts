import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { CHOICE_REASONS } from '../model/reasons.ts'
import { Key } from './shapes.ts'

const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD, local day' })
const Mean = Type.Union([Type.Number(), Type.Null()], {
  description: 'Mean in minutes; null: it never happened',
})

const Counted = Type.Object({ reason: Type.Enum([...CHOICE_REASONS]), count: Type.Integer() })

export const houseNumbersRoute = defineRoute({
  id: 'hall.numbers',
  kind: 'query',
  method: 'GET',
  path: '/api/hall-numbers',
  summary:
    'From the journal, by service and hour: waiting, way and service times, missed calls, set aside, left, forwarded (within the site, to another one, taken over, split), chosen out of order. Only days of sites on which five people were at counters at once, only lines of five visits or more; nothing about a single counter or colleague. At most 31 days, the last 28 if no day is given',
  tags: ['manager'],
  query: Type.Object({
    site: Type.Optional(Key),
    from: Type.Optional(Day),
    to: Type.Optional(Day),
  }),
  output: Type.Object({
    from: Day,
    to: Day,
    lines: Type.Array(
      Type.Object({
        service: Type.Union([Key, Type.Null()], { description: 'Null: several matters in one visit' }),
        hour: Type.Integer({ description: 'Of arrival or appointment, whichever is later; local time' }),
        visits: Type.Integer(),
        waitingMinutes: Mean,
        wayMinutes: Mean,
        servingMinutes: Mean,
        missed: Type.Integer(),
        parked: Type.Integer(),
        left: Type.Integer({ description: 'Went without having been served' }),
        sentOn: Type.Integer({ description: 'To another counter of the site' }),
        sentToSite: Type.Integer(),
        takenOver: Type.Integer(),
        split: Type.Integer(),
      }),
    ),
    choices: Type.Array(Type.Object({ site: Key, count: Type.Integer(), atMost: Type.Boolean() }), {
      description:
        'Calls out of order at each site, of every size, in the whole weeks (Monday to Sunday) of the days asked for; at most so many, in steps of five, where fewer than five people were at counters at once on a day',
    }),
    chosen: Type.Array(Counted),
    drawnDespite: Type.Array(Counted, {
      description: 'Numbers that colleagues drew though nobody was taken in any more, by reason',
    }),
  }),
  errors: ['range_wrong', 'unknown_site'],
  statuses: { range_wrong: 422 },
})
