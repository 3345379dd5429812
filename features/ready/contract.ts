import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { NOT_TOLD, NUMBERS_LIMIT } from './model.ts'

const OrNull = <const Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

export const tellReadyRoute = defineRoute({
  id: 'ready.tell',
  kind: 'command',
  method: 'POST',
  path: '/api/ready-documents',
  summary:
    'Tell the people of these matters that their document is ready; their messages leave some minutes later',
  tags: ['counter'],
  body: Type.Object({
    numbers: Type.Array(Type.String({ maxLength: 40 }), {
      minItems: 1,
      maxItems: NUMBERS_LIMIT,
      description: 'References of matters, or numbers of bookings for one matter',
    }),
  }),
  output: Type.Object({
    run: OrNull(
      Type.String({ format: 'uuid', description: 'By which it is taken back; null: nobody was told' }),
    ),
    told: Type.Array(Type.Object({ number: Type.String(), name: OrNull(Type.String()) })),
    notTold: Type.Array(
      Type.Object({
        number: Type.String(),
        why: Type.Enum([...NOT_TOLD]),
        name: OrNull(Type.String()),
        phone: OrNull(Type.String()),
      }),
    ),
  }),
  errors: [],
})

export const untellReadyRoute = defineRoute({
  id: 'ready.untell',
  kind: 'command',
  method: 'POST',
  path: '/api/ready-documents/:run/undo',
  summary: 'Take a list back whose messages have not left yet; says how many are out already',
  tags: ['counter'],
  params: Type.Object({ run: Type.String({ format: 'uuid' }) }),
  output: Type.Object({ taken: Type.Integer(), out: Type.Integer() }),
  errors: ['unknown_run'],
  statuses: { unknown_run: 404 },
})
