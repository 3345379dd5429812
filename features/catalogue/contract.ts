import { type Static, Type } from 'typebox'
import {
  daySchema,
  keySchema,
  reminderChannelsSchema,
  reminderHoursSchema,
  textsSchema,
} from '#features/authority/contract.ts'
import { VISIT_KINDS } from '#features/visit/model.ts'
import {
  PAPER_FORMS,
  type Paper,
  QUESTION_KINDS,
  QUICK_KINDS,
  type Question,
  SERVICE_MODES,
} from './model.ts'

const synonyms = Type.Array(
  Type.String({ pattern: '\\S', maxLength: 100, description: 'a text that is not empty' }),
)

/** The questions of a service; answers only where there are others than yes and no. */
export const questionSchema = Type.Object({
  key: keySchema,
  kind: Type.Enum([...QUESTION_KINDS]),
  texts: Type.Object({ question: textsSchema, hint: Type.Optional(textsSchema) }),
  answers: Type.Optional(
    Type.Array(Type.Object({ key: keySchema, texts: Type.Object({ label: textsSchema }) })),
  ),
})

/** When a paper is needed: alternatives, each with the answers that it wants of its questions. */
export const whenSchema = Type.Array(
  Type.Record(Type.String(), Type.Array(keySchema, { minItems: 1 }), { minProperties: 1 }),
  { minItems: 1 },
)

/** A paper by its words; with a condition also the words of that. */
export const paperSchema = Type.Object({
  ...textsSchema.properties,
  when: Type.Optional(whenSchema),
  onlyIf: Type.Optional(textsSchema),
  choice: Type.Optional(keySchema),
  form: Type.Optional(Type.Enum([...PAPER_FORMS])),
})

/** `services.json`: the catalogue, with papers in their order and fees in integer cents. */
export const servicesFileSchema = Type.Array(
  Type.Object({
    key: keySchema,
    leikaKey: Type.Union([Type.String({ pattern: '^[0-9]{14}$', description: '14 digits' }), Type.Null()]),
    ticketPrefix: Type.String({ pattern: '^[A-Z]$', description: 'one capital letter' }),
    minutes: Type.Integer({ minimum: 5, maximum: 240, multipleOf: 5 }),
    minutesPerFurtherPerson: Type.Integer({ minimum: 0, maximum: 120 }),
    peopleLimit: Type.Integer({ minimum: 1, maximum: 12 }),
    deadline: Type.Optional(
      Type.Object({
        days: Type.Integer({ minimum: 0, maximum: 365, description: 'days after the date' }),
        texts: Type.Object({ date: textsSchema }),
      }),
    ),
    family: Type.Optional(keySchema),
    scarce: Type.Optional(Type.Boolean()),
    quick: Type.Optional(Type.Enum([...QUICK_KINDS])),
    kinds: Type.Optional(Type.Array(Type.Enum([...VISIT_KINDS]), { minItems: 1 })),
    reminderHours: Type.Optional(reminderHoursSchema),
    reminderChannels: Type.Optional(reminderChannelsSchema),
    standsAlone: Type.Optional(Type.Boolean()),
    notWith: Type.Optional(Type.Array(keySchema, { minItems: 1 })),
    sharedStep: Type.Optional(
      Type.Object({ key: keySchema, minutes: Type.Integer({ minimum: 1, maximum: 240 }) }),
    ),
    rank: Type.Integer({ minimum: 1, maximum: 32_767 }),
    online: Type.Union([
      Type.Object({ url: Type.String({ pattern: '^https://\\S+$', description: 'an address with https' }) }),
      Type.Null(),
    ]),
    texts: Type.Object({
      title: textsSchema,
      summary: textsSchema,
      who: textsSchema,
      without: textsSchema,
    }),
    synonyms: Type.Object({ de: synonyms, 'de-simple': synonyms, en: synonyms }),
    questions: Type.Optional(Type.Array(questionSchema, { minItems: 1 })),
    papers: Type.Array(paperSchema),
    /** Papers can be handed in before the visit, and are kept for so many days after it. */
    takesPapers: Type.Optional(Type.Boolean()),
    paperDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    settledByPapers: Type.Optional(Type.Boolean()),
    /** Contacts are kept so many days after the visit, to tell people that their document is ready. */
    contactDays: Type.Optional(Type.Integer({ minimum: 14, maximum: 120 })),
    fees: Type.Array(
      Type.Object({
        key: keySchema,
        cents: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
        validFrom: daySchema,
        validUntil: Type.Union([daySchema, Type.Null()]),
        texts: Type.Object({ label: textsSchema }),
      }),
    ),
  }),
  { minItems: 1 },
)
export type ServicesFile = Static<typeof servicesFileSchema>

type Entry = ServicesFile[number]

/** The questions of an entry as the model knows them. */
export function questionsIn({ questions = [] }: Pick<Entry, 'questions'>): Question[] {
  return questions.map(({ answers = [], ...question }) => ({ ...question, answers }))
}

/** The papers of an entry as the model knows them. */
export function papersIn({ papers }: Pick<Entry, 'papers'>): Paper[] {
  return papers.map(({ when = null, onlyIf = null, choice = null, form, ...texts }) => ({
    ...texts,
    when,
    onlyIf,
    choice,
    ...(form === undefined ? {} : { form }),
  }))
}

/** `site-services.json`: which service is offered at which site, and how. */
export const offersFileSchema = Type.Array(
  Type.Object({ site: keySchema, service: keySchema, mode: Type.Enum([...SERVICE_MODES]) }),
)
export type OffersFile = Static<typeof offersFileSchema>
