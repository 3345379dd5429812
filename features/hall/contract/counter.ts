import { Type } from 'typebox'
import { OUTCOMES, VERDICTS } from '#features/visit/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { UNDOABLE } from '../model/undo.ts'
import { CounterParams, Key, Moment, OrNull, StaffVisit, TextsSchema, Uuid } from './shapes.ts'

/** A paper of a service, named by its German words in the catalogue. */
export const PaperName = Type.String({ minLength: 1, maxLength: 300 })

/** A matter of the person at a counter, with the visits to it that went before. */
const CounterMatter = Type.Object({
  service: Key,
  people: Type.Integer(),
  reference: Type.String(),
  papers: Type.Array(
    Type.Object({
      paper: PaperName,
      name: TextsSchema,
      seenAt: OrNull(Moment),
      verdict: OrNull(Type.Enum([...VERDICTS], { description: 'What was said of it before the visit' })),
    }),
    { description: 'To be seen at the counter; when they were' },
  ),
  outcome: OrNull(
    Type.Enum(OUTCOMES, { description: 'What another counter has settled before in this visit' }),
  ),
  earlier: Type.Array(
    Type.Object({
      day: Type.String({ format: 'date' }),
      site: Key,
      outcome: OrNull(Type.Enum(OUTCOMES)),
    }),
  ),
})

/** What a counter shows. `name` and how to reach them only for the person who is called or served there. */
export const CounterView = Type.Object({
  counter: Uuid,
  key: Type.String(),
  site: Key,
  open: Type.Boolean(),
  pausedAt: OrNull(Moment),
  at: Moment,
  callsBeforeMissed: Type.Integer({
    description: 'So often a person is called before they count as not come',
  }),
  undo: OrNull(
    Type.Object(
      { event: Type.Enum([...UNDOABLE]), ticketNumber: OrNull(Type.String()), until: Moment },
      { description: 'What was done here last and can still be taken back' },
    ),
  ),
  waitingHere: Type.Integer({ description: 'Waiting people whom this counter can serve completely' }),
  untied: Type.Array(Type.String(), {
    description:
      'Ticket numbers of those who were sent on to this counter and whom others may call now that it closed',
  }),
  visit: OrNull(StaffVisit),
  matters: Type.Array(CounterMatter, { description: 'Of that visit' }),
  afterwards: OrNull(
    Type.Object(
      { startsAt: Moment, services: Type.Array(Key) },
      { description: 'What comes after the first of two linked visits, at another counter' },
    ),
  ),
  notes: Type.Array(Type.Object({ text: Type.String(), writtenAt: Moment }), {
    description: 'What colleagues wrote for the next one',
  }),
  name: OrNull(Type.String()),
  companions: Type.Array(Type.String(), { description: 'Who else comes, by name' }),
  birthAsked: Type.Boolean({ description: 'A birth date was asked for: compare it with the paper' }),
  phone: OrNull(Type.String({ description: 'Whom to call, in a visit by telephone' })),
  videoLink: OrNull(Type.String({ description: 'Where a visit by video takes place' })),
})

const CounterOutcome = Type.Enum(['done', 'partly', 'not_possible'])

const counterCommand = <const Code extends string>(name: string, summary: string, errors: readonly Code[]) =>
  defineRoute({
    id: `hall.${name}`,
    kind: 'command',
    method: 'POST',
    path: `/api/counters/:counter/${name}`,
    summary,
    tags: ['counter'],
    params: CounterParams,
    output: CounterView,
    errors,
  })

export const openCounterRoute = counterCommand('open', 'Sit down at a counter and open it for calls', [
  'counter_occupied',
  'seated_elsewhere',
  'not_seated',
])
export const closeCounterRoute = counterCommand('close', 'Close the counter; nobody may be stranded at it', [
  'counter_busy',
  'not_seated',
])
export const callNextRoute = counterCommand('next', 'Call the next person by the call order', [
  'counter_closed',
  'counter_paused',
  'counter_busy',
  'nobody_waiting',
  'not_seated',
])
export const callAgainRoute = counterCommand('again', 'Call the same person once more', [
  'nobody_here',
  'not_possible',
  'not_seated',
])
export const startServingRoute = counterCommand('start', 'The person is here', [
  'nobody_here',
  'not_possible',
  'not_seated',
])
export const missedRoute = counterCommand('missed', 'The person did not come', [
  'call_again_first',
  'nobody_here',
  'not_possible',
  'not_seated',
])
export const withdrawRoute = counterCommand(
  'withdraw',
  'Take the call back; the person waits again at the same place',
  ['nobody_here', 'not_possible', 'not_seated'],
)

export const finishRoute = defineRoute({
  id: 'hall.finish',
  kind: 'command',
  method: 'POST',
  path: '/api/counters/:counter/finish',
  summary: 'The person was served',
  tags: ['counter'],
  params: CounterParams,
  body: Type.Object({
    outcome: CounterOutcome,
    others: Type.Optional(
      Type.Array(Type.Object({ service: Key, outcome: CounterOutcome }), {
        maxItems: 12,
        description: 'Matters that ended otherwise',
      }),
    ),
  }),
  output: CounterView,
  errors: ['nobody_here', 'not_possible', 'not_seated'],
})

export const counterRoute = defineRoute({
  id: 'hall.counter',
  kind: 'query',
  method: 'GET',
  path: '/api/counters/:counter',
  summary: 'What the counter shows now',
  tags: ['counter'],
  params: CounterParams,
  output: CounterView,
  errors: ['not_seated'],
})
