import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'

const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Uuid = Type.String({ format: 'uuid' })
const Site = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const OrNull = <const Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])
const RunParams = Type.Object({ run: Uuid })

export const lettersRoute = defineRoute({
  id: 'message.letters',
  kind: 'query',
  method: 'GET',
  path: '/api/letters',
  summary: 'How many letters wait for print at each site, and the print runs of the last days',
  tags: ['staff'],
  output: Type.Object({
    waiting: Type.Array(
      Type.Object({
        site: Site,
        count: Type.Integer(),
        oldestAt: Moment,
        late: Type.Boolean({ description: 'One of them waits for longer than a working day' }),
      }),
      { description: 'The site with the oldest letter first' },
    ),
    runs: Type.Array(
      Type.Object({
        run: Uuid,
        number: Type.Integer({ description: 'The first part of the number on its letters' }),
        site: Type.Union([Type.String(), Type.Null()], { description: 'Null: of all sites' }),
        madeAt: Moment,
        letters: Type.Integer(),
        postedAt: OrNull(Moment),
        mayUndo: Type.Boolean(),
      }),
      { description: 'Newest first' },
    ),
  }),
  errors: [],
})

export const printLettersRoute = defineRoute({
  id: 'message.printLetters',
  kind: 'command',
  method: 'POST',
  path: '/api/letter-runs',
  summary: 'Take all letters that wait into one print run; fetched as PDF under /letter-runs/:run',
  tags: ['staff'],
  body: Type.Object({ site: Type.Optional(Site) }),
  output: Type.Object({ run: Uuid, number: Type.Integer(), letters: Type.Integer() }),
  errors: ['nothing_waiting', 'unknown_site'],
  statuses: { unknown_site: 404 },
})

export const postLettersRoute = defineRoute({
  id: 'message.postLetters',
  kind: 'command',
  method: 'POST',
  path: '/api/letter-runs/:run/posted',
  summary: 'Note that the letters of a run are with the post; their addresses are forgotten',
  tags: ['staff'],
  params: RunParams,
  errors: ['unknown_run', 'run_posted'],
  statuses: { unknown_run: 404 },
})

export const undoLettersRoute = defineRoute({
  id: 'message.undoLetters',
  kind: 'command',
  method: 'POST',
  path: '/api/letter-runs/:run/undo',
  summary: 'Take a print run back that was not printed; on its day',
  tags: ['staff'],
  params: RunParams,
  errors: ['unknown_run', 'run_posted', 'run_too_old'],
  statuses: { unknown_run: 404 },
})

export const returnedLetterRoute = defineRoute({
  id: 'message.returnedLetter',
  kind: 'command',
  method: 'POST',
  path: '/api/letters/returned',
  summary: 'Note by its number that the post has brought a letter back',
  tags: ['staff'],
  body: Type.Object({
    number: Type.String({ maxLength: 20, description: 'As it stands on the letter: 17-3' }),
  }),
  output: Type.Object({
    listed: Type.Boolean({
      description: 'It stands among the messages that did not arrive: its visit is to come',
    }),
  }),
  errors: ['unknown_letter', 'not_posted'],
  statuses: { unknown_letter: 404 },
})

export const lateLettersRoute = defineRoute({
  id: 'message.lateLetters',
  kind: 'query',
  method: 'GET',
  path: '/api/letters/late',
  summary: 'How many letters are not with the post by the end of the working day after they were written',
  tags: ['staff'],
  output: Type.Object({ count: Type.Integer() }),
  errors: [],
})
