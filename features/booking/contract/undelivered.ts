import { Type } from 'typebox'
import { CALL_OUTCOMES } from '#features/message/model/call.ts'
import { WHY_UNDELIVERED } from '#features/message/model/undelivered.ts'
import { VISIT_MESSAGE_KINDS, WISH_MESSAGE_KINDS } from '#features/message/model.ts'
import { MESSAGE_CHANNELS } from '#features/visit/model/channel.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { Key, Moment } from '../contract.ts'
import { CallFields } from './call.ts'

const Uuid = Type.String({ format: 'uuid' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

export const undeliveredRoute = defineRoute({
  id: 'booking.undelivered',
  kind: 'query',
  method: 'GET',
  path: '/api/undelivered',
  summary:
    'Messages about visits to come and the waitlist that did not arrive, or of which nobody knows it: whom to call, and what to say',
  tags: ['bookings'],
  output: Type.Object({
    wishes: Type.Array(
      Type.Object({
        message: Uuid,
        wish: Uuid,
        kind: Type.Enum([...WISH_MESSAGE_KINDS]),
        channel: Type.Enum([...MESSAGE_CHANNELS]),
        offer: OrNull(
          Type.Object(
            { site: Key, startsAt: Moment, until: Moment },
            { description: 'What it offers, while that stands: to be accepted or refused on the telephone' },
          ),
        ),
        why: Type.Enum([...WHY_UNDELIVERED]),
        attemptedAt: OrNull(Moment),
        ...CallFields,
        name: OrNull(Type.String()),
        phone: OrNull(Type.String()),
        email: OrNull(Type.String()),
        services: Type.Array(Key),
      }),
      { description: 'About places on the waitlist; for whoever books for people at every site' },
    ),
    messages: Type.Array(
      Type.Object({
        message: Uuid,
        visit: Uuid,
        kind: Type.Enum([...VISIT_MESSAGE_KINDS]),
        channel: Type.Enum([...MESSAGE_CHANNELS]),
        why: Type.Enum([...WHY_UNDELIVERED]),
        attemptedAt: OrNull(Moment),
        ...CallFields,
        name: OrNull(Type.String()),
        phone: OrNull(Type.String()),
        mobile: OrNull(Type.String({ description: 'Where SMS go, if not to the telephone number' })),
        email: OrNull(Type.String()),
        bookingNumber: Type.String(),
        services: Type.Array(Key),
        site: Key,
        appointmentAt: Moment,
      }),
    ),
  }),
  errors: [],
})

const MessageParams = Type.Object({ message: Uuid })

export const sendAgainRoute = defineRoute({
  id: 'booking.sendAgain',
  kind: 'command',
  method: 'POST',
  path: '/api/undelivered/:message/send',
  summary: 'Send a message once more, with the same Message-ID',
  tags: ['bookings'],
  params: MessageParams,
  errors: ['not_undelivered', 'no_contact'],
})

export const noteCallRoute = defineRoute({
  id: 'booking.noteCall',
  kind: 'command',
  method: 'POST',
  path: '/api/undelivered/:message',
  summary: 'Note what came of a call because of a message, or take that back; who called is written nowhere',
  tags: ['bookings'],
  params: MessageParams,
  body: Type.Object({ outcome: Type.Enum([...CALL_OUTCOMES]) }),
  errors: ['not_undelivered'],
})
