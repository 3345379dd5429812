import { Type } from 'typebox'
import { MATTER_ERRORS, MattersSchema } from '#features/booking/contract.ts'
import { PARKED_FOR } from '#features/visit/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { CHOICE_REASONS } from '../model/reasons.ts'
import { CounterView, PaperName } from './counter.ts'
import { CounterParams, Key, OrNull, Uuid } from './shapes.ts'

const Note = OrNull(Type.String({ minLength: 1, maxLength: 500 }))
const TAKE_ERRORS = ['counter_closed', 'counter_paused', 'counter_busy', 'not_served_here'] as const
/** Too late, or the counter to which somebody would come back is not free. */
export const UNDO_ERRORS = ['too_late', 'counter_busy', 'counter_closed', 'counter_not_free'] as const
const HERE_ERRORS = ['nobody_here', 'not_possible'] as const

const counterCommand = <
  const Name extends string,
  Body extends ReturnType<typeof Type.Object>,
  const Code extends string,
>(
  name: Name,
  summary: string,
  body: Body,
  errors: readonly Code[],
) =>
  defineRoute({
    id: `hall.${name}`,
    kind: 'command',
    method: 'POST',
    path: `/api/counters/:counter/${name}`,
    summary,
    tags: ['counter'],
    params: CounterParams,
    body,
    output: CounterView,
    errors: [...errors, 'not_seated'],
  })

export const chooseRoute = counterCommand(
  'choose',
  'Call somebody from the list, out of order, with a reason that is kept',
  Type.Object({ visit: Uuid, reason: Type.Enum([...CHOICE_REASONS]) }),
  [...TAKE_ERRORS, 'not_waiting'],
)
export const parkRoute = counterCommand(
  'park',
  'Set the person aside: they wait for a photo, papers or a colleague, and the counter is free',
  Type.Object({ for: Type.Enum([...PARKED_FOR]) }),
  HERE_ERRORS,
)
export const fetchRoute = counterCommand(
  'fetch',
  'Take somebody back who was set aside',
  Type.Object({ visit: Uuid }),
  [...TAKE_ERRORS, 'not_parked'],
)
export const leftRoute = counterCommand(
  'left',
  'The person has gone without having been served; also one of those who were set aside',
  Type.Object({ visit: OrNull(Uuid) }),
  [...HERE_ERRORS, 'not_parked'],
)
export const takeOverRoute = counterCommand(
  'take-over',
  "Bring the person at a colleague's counter to this one",
  Type.Object({ from: Uuid }),
  [...TAKE_ERRORS, 'nobody_there'],
)
export const sendRoute = counterCommand(
  'send',
  'Send the person on: to one counter, or to whoever can do these matters',
  Type.Object({
    counter: OrNull(Uuid),
    services: OrNull(Type.Array(Key, { minItems: 1, maxItems: 12 })),
    note: Note,
  }),
  [...HERE_ERRORS, 'nobody_can', 'unknown_matter'],
)
export const sendToSiteRoute = counterCommand(
  'send-to-site',
  'Send the person on to another site, where a visit that follows this one waits',
  Type.Object({
    site: Key,
    minutes: Type.Integer({
      minimum: 5,
      maximum: 120,
      description: 'By when the person says to be there; not called before',
    }),
    note: Note,
    despite: Type.Optional(
      Type.Enum([...CHOICE_REASONS], {
        description: 'Sent though nobody is taken in there, or it closes before; the reason is kept',
      }),
    ),
  }),
  [...HERE_ERRORS, 'unknown_site', 'not_offered', 'closed', 'not_accepted'],
)
export const addMattersRoute = counterCommand(
  'matters',
  'Change what the person comes for',
  Type.Object({ matters: MattersSchema }),
  [...MATTER_ERRORS, 'nobody_here', 'not_here'],
)
export const papersRoute = counterCommand(
  'papers',
  'Note which papers of the person were seen, or that they were not after all',
  Type.Object({
    papers: Type.Array(Type.Object({ service: Key, paper: PaperName }), { minItems: 1, maxItems: 60 }),
    seen: Type.Boolean(),
  }),
  [...HERE_ERRORS, 'unknown_paper'],
)
export const pauseRoute = counterCommand('pause', 'Begin a break: nobody is called', Type.Object({}), [
  'counter_busy',
  'counter_closed',
])
export const resumeRoute = counterCommand('resume', 'End the break', Type.Object({}), ['counter_closed'])
export const undoRoute = counterCommand(
  'undo',
  'Take back what was done last at this counter, within ten seconds',
  Type.Object({}),
  UNDO_ERRORS,
)
