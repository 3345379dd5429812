import { Type } from 'typebox'
import { LANGUAGES } from '#kernel/language.ts'

const Again = Type.String({ format: 'date-time', description: 'It is worth calling again from then on' })

/** What is shown of calls to somebody, whatever they are about: what came of them, and the words to say. */
export const CallFields = {
  told: Type.Boolean({ description: 'Somebody told the person by telephone' }),
  tries: Type.Integer({ description: 'So often nobody answered' }),
  againAt: Type.Union([Again, Type.Null()]),
  isLater: Type.Boolean({ description: 'That time is still to come' }),
  language: Type.Enum(LANGUAGES, { description: 'Of the person' }),
  say: Type.Object(
    { de: Type.String(), 'de-simple': Type.String(), en: Type.String() },
    { description: 'The words to say on the telephone' },
  ),
}
