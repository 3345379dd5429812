import { Type } from 'typebox'
import { MATTER_ERRORS, MattersSchema } from '#features/booking/contract.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { Moment, OrNull, SiteParams, Uuid } from './shapes.ts'

const TicketNumber = Type.Integer({ minimum: 1, maximum: 32_767 })
const Prefix = Type.String({ pattern: '^[A-Z]$' })
const Holder = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })

export const numberBlocksRoute = defineRoute({
  id: 'hall.numberBlocks',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/number-blocks',
  summary: 'Blocks of ticket numbers that devices and teams have at a site today',
  tags: ['hall'],
  params: SiteParams,
  output: Type.Object({
    blocks: Type.Array(
      Type.Object({
        block: Uuid,
        day: Type.String({ format: 'date' }),
        prefix: Prefix,
        first: TicketNumber,
        last: TicketNumber,
        used: Type.Integer(),
        holder: Type.String(),
        device: OrNull(Uuid),
        returnedAt: OrNull(Moment),
      }),
    ),
  }),
  errors: [],
})

export const giveBlockRoute = defineRoute({
  id: 'hall.giveBlock',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/number-blocks',
  summary: "Hand a block of today's ticket numbers to a device or a team; nobody else gets them",
  tags: ['administration'],
  params: SiteParams,
  body: Type.Object({
    prefix: Prefix,
    // The constraint number_block_order says the same.
    count: Type.Integer({ minimum: 1, maximum: 200 }),
    holder: Holder,
    device: OrNull(Uuid),
  }),
  output: Type.Object({ block: Uuid }),
  errors: ['unknown_device'],
})

export const returnBlockRoute = defineRoute({
  id: 'hall.returnBlock',
  kind: 'command',
  method: 'POST',
  path: '/api/number-blocks/:block/return',
  summary: 'A block is given back: what is not used stays unused',
  tags: ['administration'],
  params: Type.Object({ block: Uuid }),
  errors: ['block_over'],
})

export const drawFromBlockRoute = defineRoute({
  id: 'hall.drawFromBlock',
  kind: 'command',
  method: 'POST',
  path: '/api/number-blocks/:block/tickets',
  summary:
    'Somebody got a number of a block, perhaps offline. By the device that has the block (its secret as bearer token), or by staff of the site',
  tags: ['hall'],
  params: Type.Object({ block: Uuid }),
  body: Type.Object({
    number: TicketNumber,
    drawnAt: Moment,
    matters: MattersSchema,
    language: Type.Enum(LANGUAGES),
  }),
  output: Type.Object({ ticketNumber: Type.String(), token: Type.String() }),
  errors: [
    ...MATTER_ERRORS,
    'not_offered',
    'closed',
    'unknown_site',
    'not_in_block',
    'number_used',
    'block_over',
    'other_prefix',
    'wrong_time',
  ],
})
