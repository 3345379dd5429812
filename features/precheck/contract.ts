import { Type } from 'typebox'
import { keySchema, textsSchema } from '#features/authority/contract.ts'
import { REFUSAL_REASONS } from '#features/papers/model/refusal.ts'
import { PAPER_ANSWERS, VERDICTS, WORDS_LIMIT } from '#features/visit/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { MINUTES_LIMIT, MINUTES_STEP, PAPER_STAGES, REACHED, UNSENT_LIMIT } from './model.ts'

const Uuid = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <const Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])
const Minutes = Type.Integer({ minimum: MINUTES_STEP, maximum: MINUTES_LIMIT, multipleOf: MINUTES_STEP })
const Item = Type.String({
  maxLength: 300,
  description: 'The German words of the paper in the catalogue; empty: on no list',
})
const SiteParams = Type.Object({ site: keySchema })
const VisitParams = Type.Object({ site: keySchema, visit: Uuid })

const CheckedPaper = Type.Object({
  item: Item,
  name: OrNull(textsSchema),
  needed: Type.Boolean({ description: 'Whatever is still to be answered' }),
  handedIn: OrNull(
    Type.Object({
      paper: Uuid,
      at: Moment,
      pages: Type.Integer({ description: 'That can be looked at' }),
      stage: Type.Enum([...PAPER_STAGES], {
        description:
          'Checking: a file of it is not released yet. Ready: it can be seen. Refused: nothing of it could be taken. Filed: the file of record has it. Only what is ready or filed can be called good',
      }),
      refused: Type.Array(Type.Enum([...REFUSAL_REASONS]), {
        description: 'Why files of it could not be taken; its person was told',
      }),
      unchecked: Type.Boolean({ description: 'No scanner has seen a file of it' }),
    }),
  ),
  verdict: OrNull(Type.Enum([...VERDICTS])),
  answer: OrNull(Type.Enum([...PAPER_ANSWERS])),
  words: OrNull(Type.String()),
  isNew: Type.Boolean({ description: 'It came after the last word about it' }),
  isUnsent: Type.Boolean({ description: 'It is needed, and neither came nor was spoken of' }),
})

const CheckedMatter = Type.Object({
  reference: Type.String(),
  service: keySchema,
  papers: Type.Array(CheckedPaper),
})

const CheckedVisit = Type.Object({
  visit: Uuid,
  version: Type.Integer({ description: 'Counts what was said; sent back with the next word' }),
  name: OrNull(Type.String()),
  reached: Type.Enum([...REACHED], {
    description:
      'How its person hears what is said: by a message that leaves at once, a letter that comes in time, a call of staff, or by nobody',
  }),
  startsAt: Moment,
  dueAt: Moment,
  open: Type.Boolean({
    description: 'Something came that nobody has looked at, or is missing and nobody said so',
  }),
  late: Type.Boolean(),
  minutes: Type.Integer({ description: 'As it is planned now' }),
  anotherTime: Type.Boolean({ description: 'Its person was asked to choose another time' }),
  linked: Type.Boolean(),
  second: OrNull(
    Type.Object(
      { minutes: Type.Integer(), longest: Type.Integer({ description: 'As the catalogue says' }) },
      { description: 'The second of two linked visits, which can become shorter' },
    ),
  ),
  maySettle: Type.Boolean({
    description: 'All is there and good, and its services need nobody to come then',
  }),
  matters: Type.Array(CheckedMatter),
})

const UnsentVisit = Type.Object({
  visit: Uuid,
  version: Type.Integer({ description: 'Counts what was said; sent back with the press' }),
  name: OrNull(Type.String()),
  reached: CheckedVisit.properties.reached,
  startsAt: Moment,
  dueAt: Moment,
  late: Type.Boolean(),
  askedAt: OrNull(Moment),
  matters: Type.Array(
    Type.Object({
      service: keySchema,
      papers: Type.Array(textsSchema, { description: 'Needed for certain' }),
    }),
  ),
})

export const precheckQueueRoute = defineRoute({
  id: 'precheck.queue',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/prechecks',
  summary:
    'Visits whose papers came before them, in the order of their times, with what was said of each paper',
  tags: ['papers'],
  params: SiteParams,
  output: Type.Object({ visits: Type.Array(CheckedVisit) }),
  errors: [],
})

export const precheckDueRoute = defineRoute({
  id: 'precheck.due',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/prechecks/due',
  summary:
    'How many visits wait for a look at their papers, for how many of them it is late, and how many have sent nothing',
  tags: ['papers'],
  params: SiteParams,
  output: Type.Object({
    open: Type.Integer(),
    late: Type.Integer(),
    unsent: Type.Integer({
      description: 'Needed papers, none came, nobody was asked, and the deadline is within a day',
    }),
  }),
  errors: [],
})

export const precheckUnsentRoute = defineRoute({
  id: 'precheck.unsent',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/prechecks/unsent',
  summary: 'Visits of the next days that need papers and have sent none, in the order of their times',
  tags: ['papers'],
  params: SiteParams,
  query: Type.Object({
    asked: Type.Enum(['no', 'yes'], { description: 'Whether its person was asked already' }),
  }),
  output: Type.Object({
    visits: Type.Array(UnsentVisit),
    more: Type.Boolean({ description: 'Others stand behind them' }),
  }),
  errors: [],
})

export const askForPapersRoute = defineRoute({
  id: 'precheck.ask',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/prechecks/asked',
  summary: 'Say that all papers of these visits are missing; their people are told at once',
  tags: ['papers'],
  params: SiteParams,
  body: Type.Object({
    visits: Type.Array(Type.Object({ visit: Uuid, version: Type.Integer({ minimum: 0 }) }), {
      minItems: 1,
      maxItems: UNSENT_LIMIT,
    }),
  }),
  output: Type.Object({
    told: Type.Integer(),
    passedOver: Type.Integer({
      description:
        'Something came or was said meanwhile, it is not booked any more, or no message reaches its person',
    }),
  }),
  errors: [],
})

export const counterPapersRoute = defineRoute({
  id: 'precheck.atCounter',
  kind: 'query',
  method: 'GET',
  path: '/api/prechecks/:visit',
  summary: 'The papers of somebody who is at a counter, with what was said of each before',
  tags: ['papers'],
  params: Type.Object({ visit: Uuid }),
  output: Type.Object({
    matters: Type.Array(CheckedMatter),
    nothingSent: Type.Boolean({
      description: 'Of a booking that needs papers which could be sent, none came',
    }),
  }),
  errors: [],
})

export const precheckRoute = defineRoute({
  id: 'precheck.decide',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/prechecks/:visit',
  summary: 'Say what is good, in question or missing; the person is told at once',
  tags: ['papers'],
  params: VisitParams,
  body: Type.Object({
    version: Type.Integer({ minimum: 0 }),
    said: Type.Array(
      Type.Object({
        reference: Type.String({ pattern: '^V[0-9A-Z]{9}$' }),
        item: Item,
        came: Type.Union([Moment, Type.Null()], {
          description: 'When its newest page came, as it was seen; another one must be looked at first',
        }),
        verdict: Type.Enum([...VERDICTS]),
        answer: Type.Optional(Type.Enum([...PAPER_ANSWERS])),
        words: Type.Optional(Type.String({ minLength: 1, maxLength: WORDS_LIMIT })),
      }),
      { maxItems: 60 },
    ),
    minutes: Type.Optional(Minutes),
    secondMinutes: Type.Optional(Minutes),
    anotherTime: Type.Optional(
      Type.Boolean({
        description:
          'Its time has no room for these minutes: ask for another one; without minutes it stays as it is',
      }),
    ),
  }),
  output: CheckedVisit,
  errors: [
    'not_booked',
    'changed_meanwhile',
    'unknown_paper',
    'not_seen',
    'nothing_said',
    'too_short',
    'linked',
  ],
})

export const settleRoute = defineRoute({
  id: 'precheck.settle',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/prechecks/:visit/settle',
  summary: 'All is done by the papers: nobody has to come, and the person is told',
  tags: ['papers'],
  params: VisitParams,
  body: Type.Object({ version: Type.Integer({ minimum: 0 }) }),
  errors: ['not_booked', 'changed_meanwhile', 'not_settled'],
})
