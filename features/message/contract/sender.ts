import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { EMAIL_LIMIT } from '../model/address.ts'
import { SENDER_FAULTS, SENDER_NAME_LIMIT } from '../model/sender.ts'

const Sender = Type.Object({
  name: Type.String(),
  address: Type.String(),
  replyAddress: Type.Union([Type.String(), Type.Null()], {
    description: 'Where answers go; null: to the address itself',
  }),
})

/** Twice as long as may be kept, so that what is too long is refused with words beside its field. */
const address = Type.String({ maxLength: 2 * EMAIL_LIMIT })

export const sendersRoute = defineRoute({
  id: 'message.senders',
  kind: 'query',
  method: 'GET',
  path: '/api/senders',
  summary: 'Who sends the mails of the city, and of each site that has a sender of its own',
  tags: ['administration'],
  output: Type.Object({
    city: Type.Object({ name: Type.String(), address: Type.String() }),
    sites: Type.Array(Type.Object({ site: Type.String(), sender: Type.Union([Sender, Type.Null()]) }), {
      description: 'Null: its mails come from the city',
    }),
  }),
  errors: [],
})

export const changeSenderRoute = defineRoute({
  id: 'message.changeSender',
  kind: 'command',
  method: 'POST',
  path: '/api/senders/:site',
  summary:
    'Give the mails of a site a sender of its own, or the city’s again; holds from the next mail that leaves',
  tags: ['administration'],
  params: Type.Object({ site: Type.String({ pattern: '^[a-z0-9-]{2,40}$' }) }),
  body: Type.Object({
    sender: Type.Union([
      Type.Object({
        name: Type.String({ maxLength: 2 * SENDER_NAME_LIMIT }),
        address,
        replyAddress: Type.Union([address, Type.Null()]),
      }),
      Type.Null(),
    ]),
  }),
  errors: [...SENDER_FAULTS, 'unknown_site'],
  statuses: {
    bad_sender_name: 422,
    bad_sender_address: 422,
    bad_reply_address: 422,
    unsigned_domain: 422,
    unknown_site: 404,
  },
})
