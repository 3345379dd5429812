import { Type } from 'typebox'
import { keySchema } from '#features/authority/contract.ts'
import { defineRoute } from '#platform/http/contract.ts'
import {
  ANSWERS_LIMIT,
  PAPER_DAYS_LIMIT,
  PAPERS_LIMIT,
  QUESTIONS_LIMIT,
  TEXT_LIMIT,
} from '../model/editing.ts'
import { PAPER_FORMS, QUESTION_KINDS } from '../model.ts'

const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Uuid = Type.String({ format: 'uuid' })

/** Twice what may be kept, so that what is too much is refused with words beside its field. */
const words = Type.String({ maxLength: 2 * TEXT_LIMIT })
const Words = Type.Object({ de: words, 'de-simple': words, en: words })
const When = Type.Array(
  Type.Record(
    Type.String({ pattern: '^[a-z0-9-]{2,40}$' }),
    Type.Array(keySchema, { maxItems: 2 * ANSWERS_LIMIT }),
    { additionalProperties: false, maxProperties: 2 * QUESTIONS_LIMIT },
  ),
  { maxItems: 40, description: 'Alternatives, each with the answers that it wants of its questions' },
)

const ChecklistBody = Type.Object({
  questions: Type.Array(
    Type.Object({
      key: keySchema,
      kind: Type.Enum([...QUESTION_KINDS]),
      texts: Type.Object({ question: Words, hint: Type.Optional(Words) }),
      answers: Type.Array(Type.Object({ key: keySchema, texts: Type.Object({ label: Words }) }), {
        maxItems: 2 * ANSWERS_LIMIT,
      }),
    }),
    { maxItems: 2 * QUESTIONS_LIMIT },
  ),
  papers: Type.Array(
    Type.Object({
      ...Words.properties,
      when: Type.Union([When, Type.Null()], { description: 'Null: it is always needed' }),
      onlyIf: Type.Union([Words, Type.Null()], { description: 'The condition in words' }),
      choice: Type.Union([keySchema, Type.Null()], {
        description: 'Papers of one choice stand in for one another',
      }),
      form: Type.Optional(
        Type.Enum([...PAPER_FORMS], { description: 'Somebody else can fill it in online' }),
      ),
    }),
    { maxItems: 2 * PAPERS_LIMIT },
  ),
  takesPapers: Type.Boolean({ description: 'Papers can be handed in before the visit' }),
  paperDays: Type.Integer({
    minimum: 1,
    maximum: PAPER_DAYS_LIMIT,
    description: 'So many days after the visit they are kept',
  }),
  settledByPapers: Type.Boolean({
    description: 'Where all papers are good before the visit, nobody has to come',
  }),
})

const Titles = Type.Object({ de: Type.String(), 'de-simple': Type.String(), en: Type.String() })
const ServiceParams = Type.Object({ service: keySchema })
const Seen = Type.String({ minLength: 10, maxLength: 64, description: 'What was seen, as the list says it' })

export const checklistRoute = defineRoute({
  id: 'catalogue.checklist',
  kind: 'query',
  method: 'GET',
  path: '/api/checklists/:service',
  summary: 'What to bring for a service as it holds now, and every version',
  tags: ['administration'],
  params: ServiceParams,
  output: Type.Object({
    title: Titles,
    seen: Type.String({ description: 'Names what holds now; goes along with a change' }),
    checklist: ChecklistBody,
    versions: Type.Array(
      Type.Object({
        version: Uuid,
        at: Moment,
        by: Type.Union([Type.String(), Type.Null()], { description: 'Null once the audit is deleted' }),
        checklist: ChecklistBody,
        imported: Type.Boolean({ description: "It came with the catalogue's file" }),
        restores: Type.Union([Uuid, Type.Null()]),
      }),
      { description: 'Newest first' },
    ),
  }),
  errors: ['unknown_service'],
  statuses: { unknown_service: 404 },
})

export const writeChecklistRoute = defineRoute({
  id: 'catalogue.writeChecklist',
  kind: 'command',
  method: 'POST',
  path: '/api/checklists/:service',
  summary: 'Change what to bring for a service; holds at once for everybody, also for who has booked',
  tags: ['administration'],
  params: ServiceParams,
  body: Type.Object({ checklist: ChecklistBody, seen: Seen }),
  output: Type.Object({ version: Uuid }),
  errors: ['unknown_service', 'bad_checklist', 'changed_meanwhile', 'nothing_changed'],
  statuses: { unknown_service: 404, bad_checklist: 422 },
})

export const restoreChecklistRoute = defineRoute({
  id: 'catalogue.restoreChecklist',
  kind: 'command',
  method: 'POST',
  path: '/api/checklists/:service/versions/:version/restore',
  summary: 'Let an earlier list hold again',
  tags: ['administration'],
  params: Type.Object({ service: keySchema, version: Uuid }),
  body: Type.Object({ seen: Seen }),
  output: Type.Object({ version: Uuid }),
  errors: ['unknown_service', 'unknown_version', 'bad_checklist', 'changed_meanwhile', 'nothing_changed'],
  statuses: { unknown_service: 404, unknown_version: 404, bad_checklist: 422 },
})
