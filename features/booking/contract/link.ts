import { Type } from 'typebox'
import { textsSchema } from '#features/authority/contract.ts'
import { VISIT_KINDS, VISIT_STATES } from '#features/visit/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { HOLD_ERRORS, SecondAt } from '../contract.ts'

const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

const LinkParams = Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) })

export const confirmBookingRoute = defineRoute({
  id: 'booking.confirm',
  kind: 'command',
  method: 'POST',
  path: '/api/visits/:token/confirm',
  summary: 'Press the link of the mail: the held time becomes a booking',
  tags: ['booking'],
  params: LinkParams,
  output: Type.Object({
    bookingNumber: Type.String(),
    startsAt: Moment,
    secondAt: Type.Optional(Moment),
    site: Key,
  }),
  errors: ['hold_over'],
  limit: 'sensitive',
})

export const cancelOwnBookingRoute = defineRoute({
  id: 'booking.cancelOwn',
  kind: 'command',
  method: 'POST',
  path: '/api/visits/:token/cancel',
  summary: 'Cancel the booking behind a link',
  tags: ['booking'],
  params: LinkParams,
  errors: ['not_booked'],
})

export const visitOfLinkRoute = defineRoute({
  id: 'booking.ofLink',
  kind: 'query',
  method: 'GET',
  path: '/api/visits/:token',
  summary: 'What the page behind a link shows: state, time, place and matters; no name, no contact',
  tags: ['booking'],
  params: LinkParams,
  output: Type.Object({
    state: Type.Enum([...VISIT_STATES]),
    kind: Type.Enum([...VISIT_KINDS]),
    bookingNumber: Type.Union([Type.String(), Type.Null()]),
    site: Type.Union([Key, Type.Null()], { description: 'Null where the site has been given up' }),
    place: Type.Union(
      [
        Type.Object({
          name: textsSchema,
          way: textsSchema,
          street: Type.String(),
          postcode: Type.String(),
          town: Type.String(),
          stepFree: Type.Boolean(),
          movesOn: Type.Union([Type.String({ format: 'date' }), Type.Null()], {
            description: 'The day on which the site moves there, if it is still to come',
          }),
        }),
        Type.Null(),
      ],
      { description: 'Where the site is on the day of the visit' },
    ),
    startsAt: Type.Union([Moment, Type.Null()]),
    secondAt: Type.Optional(Moment),
    heldUntil: Type.Union([Moment, Type.Null()], { description: 'Until when a held time can be confirmed' }),
    instead: Type.Union([Type.Object({ startsAt: Moment, until: Moment }), Type.Null()], {
      description: 'The time that is held because the booked one cannot be kept',
    }),
    matters: Type.Array(
      Type.Object({
        service: Key,
        people: Type.Integer(),
        reference: Type.String(),
        second: Type.Boolean({ description: 'At the second of two linked visits' }),
      }),
    ),
  }),
  errors: [],
})

export const moveOwnBookingRoute = defineRoute({
  id: 'booking.moveOwn',
  kind: 'command',
  method: 'POST',
  path: '/api/visits/:token/move',
  summary:
    'Another time for the booking behind a link; the old one is given up only when the new one is certain',
  tags: ['booking'],
  params: LinkParams,
  body: Type.Object({ site: Key, startsAt: Moment, secondAt: SecondAt }),
  output: Type.Object({ site: Key, startsAt: Moment, secondAt: Type.Optional(Moment) }),
  errors: [...HOLD_ERRORS, 'not_booked', 'moved_enough'],
})

export const acceptReplacementRoute = defineRoute({
  id: 'booking.acceptReplacement',
  kind: 'command',
  method: 'POST',
  path: '/api/visits/:token/replacement',
  summary: 'Accept the time that is held because the booked one cannot be kept',
  tags: ['booking'],
  params: LinkParams,
  errors: ['replacement_over'],
  limit: 'sensitive',
})
