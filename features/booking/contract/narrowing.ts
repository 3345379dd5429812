import { Type } from 'typebox'
import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import { PART_NAMES } from '../model/narrowing.ts'

/** What is wished of a place. */
export const placeQuery = {
  near: Type.Optional(
    Type.String({ minLength: 1, maxLength: 120, description: 'Postcode, district or name of a site' }),
  ),
  within: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, description: 'Kilometres from there, as the crow flies' }),
  ),
  district: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  language: Type.Optional(Type.Enum([...SPOKEN_LANGUAGES], { description: 'Spoken at the site' })),
  stepFree: Type.Optional(Type.Boolean()),
  familyFriendly: Type.Optional(Type.Boolean()),
  selfService: Type.Optional(Type.Boolean()),
}

/** What narrows a search for times beside site and day. */
export const narrowingQuery = {
  ...placeQuery,
  weekday: Type.Optional(Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday' })),
  part: Type.Optional(
    Type.Enum([...PART_NAMES], {
      description: 'Begins before 11, from 11 to 14, from 14 to 17, or from 17 on; wall time of the site',
    }),
  ),
}
