import { type Static, Type } from 'typebox'
import { daySchema, keySchema, textsSchema } from '#features/authority/contract.ts'
import { VISIT_KINDS } from '#features/visit/model.ts'
import { QUICK_KINDS, SERVICE_MODES } from './model.ts'

const synonyms = Type.Array(
  Type.String({ pattern: '\\S', maxLength: 100, description: 'a text that is not empty' }),
)

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
    papers: Type.Array(textsSchema),
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

/** `site-services.json`: which service is offered at which site, and how. */
export const offersFileSchema = Type.Array(
  Type.Object({ site: keySchema, service: keySchema, mode: Type.Enum([...SERVICE_MODES]) }),
)
export type OffersFile = Static<typeof offersFileSchema>
