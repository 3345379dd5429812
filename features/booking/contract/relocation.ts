import { Type } from 'typebox'
import { daySchema, keySchema, textsSchema } from '#features/authority/contract.ts'
import { RELOCATION_FAULTS } from '#features/authority/model/relocation.ts'
import { defineRoute } from '#platform/http/contract.ts'

const Uuid = Type.String({ format: 'uuid' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const line = Type.String({ pattern: '\\S', maxLength: 200, description: 'a text that is not empty' })
const SiteParams = Type.Object({ site: keySchema })
const RelocationParams = Type.Object({ site: keySchema, relocation: Uuid })

const addressFields = {
  name: textsSchema,
  way: textsSchema,
  street: line,
  postcode: Type.String({ pattern: '^\\d{5}$', description: 'five digits' }),
  town: line,
  stepFree: Type.Boolean(),
  familyFriendly: Type.Boolean(),
  selfService: Type.Boolean(),
}

/** Where a site moves, and from which day on it is there. */
export const WantedRelocation = Type.Object({
  firstDay: daySchema,
  ...addressFields,
  district: OrNull(line),
  point: OrNull(
    Type.Object(
      {
        latitude: Type.Number({ minimum: -90, maximum: 90 }),
        longitude: Type.Number({ minimum: -180, maximum: 180 }),
      },
      { description: 'Null: the middle of the postcode' },
    ),
  ),
})

const Followers = {
  follow: Type.Integer({ description: 'Booked, on site, on days with another address than people know' }),
  byMail: Type.Integer(),
  byPhone: Type.Integer({ description: 'Without mail; they stand on the list of calls' }),
  byLetter: Type.Integer({ description: 'Without mail and telephone; they stand there, too' }),
}
const refusals = [...RELOCATION_FAULTS, 'unknown_postcode', 'relocation_over'] as const

export const relocationsRoute = defineRoute({
  id: 'booking.relocations',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/relocations',
  summary: 'Moves of a site to other addresses, the latest first, with how far its people have been told',
  tags: ['bookings'],
  params: SiteParams,
  output: Type.Object({
    here: Type.Object(
      { ...addressFields, postcode: Type.String() },
      { description: 'Where the site is today' },
    ),
    earliest: Type.String({ format: 'date', description: 'The first day for which a move can be announced' }),
    relocations: Type.Array(
      Type.Object({
        relocation: Uuid,
        firstDay: daySchema,
        ...addressFields,
        postcode: Type.String(),
        district: Type.String(),
        latitude: Type.Number(),
        longitude: Type.Number(),
        state: Type.Enum(['ahead', 'done', 'withdrawn']),
        follow: Type.Integer({ description: 'Still to come there, on site' }),
        mailed: Type.Integer(),
        told: Type.Integer({ description: 'Noted on the list of calls' }),
        untold: Type.Integer({ description: 'On the list of calls and not told yet' }),
      }),
    ),
  }),
  errors: [],
})

export const foreseeRelocationRoute = defineRoute({
  id: 'booking.foreseeRelocation',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/relocations/preview',
  summary:
    'What a move, its change or its withdrawal would mean for the people who have booked; nothing is done',
  tags: ['bookings'],
  params: SiteParams,
  body: Type.Object({
    relocation: OrNull(Uuid),
    wish: Type.Union([WantedRelocation, Type.Null()], { description: 'Null: the move is taken back' }),
  }),
  output: Type.Object(Followers),
  errors: refusals,
})

export const announceRelocationRoute = defineRoute({
  id: 'booking.announceRelocation',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/relocations',
  summary: 'Announce that a site moves; bookings follow, and everybody whom that concerns is told once',
  tags: ['bookings'],
  params: SiteParams,
  body: WantedRelocation,
  output: Type.Object({ relocation: Uuid, ...Followers }),
  errors: refusals,
})

export const changeRelocationRoute = defineRoute({
  id: 'booking.changeRelocation',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/relocations/:relocation',
  summary: 'Give a move that is still to come another day or address; whom that concerns is told once more',
  tags: ['bookings'],
  params: RelocationParams,
  body: WantedRelocation,
  output: Type.Object({ relocation: Uuid, ...Followers }),
  errors: refusals,
})

export const withdrawRelocationRoute = defineRoute({
  id: 'booking.withdrawRelocation',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/relocations/:relocation/withdraw',
  summary: 'Take a move back before its day; whoever was told is told that the old address holds',
  tags: ['bookings'],
  params: RelocationParams,
  output: Type.Object({ relocation: Uuid, ...Followers }),
  errors: refusals,
})
