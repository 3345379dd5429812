import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { ODDITY_KINDS, PAUSE_REASONS } from '../model/oddity.ts'

const Kind = Type.Enum([...ODDITY_KINDS])
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Contact = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'A keyed digest in hex; it tells nobody the address or the number',
})
const Reason = Type.Enum([...PAUSE_REASONS])

export const odditiesRoute = defineRoute({
  id: 'booking.oddities',
  kind: 'query',
  method: 'GET',
  path: '/api/oddities',
  summary: 'What was unusual this week beside the weeks before, without anything personal',
  tags: ['staff'],
  output: Type.Object({
    weeks: Type.Array(
      Type.Object({ monday: Day, counts: Type.Array(Type.Object({ kind: Kind, count: Type.Integer() })) }),
      { description: 'Oldest first; the last one is running' },
    ),
    findings: Type.Array(
      Type.Object({
        kind: Kind,
        count: Type.Integer(),
        usual: nullable(Type.Number({ description: 'The middle of the weeks before; null without any' })),
        partOf: nullable(Kind),
        percent: nullable(Type.Integer()),
        odd: Type.Boolean(),
      }),
    ),
    contacts: Type.Array(
      Type.Object({
        contact: Contact,
        bookings: Type.Integer(),
        names: Type.Integer(),
        moves: Type.Integer(),
        cancellations: Type.Integer(),
      }),
      { description: 'Contacts that stood out in the last seven days' },
    ),
    pauses: Type.Array(Type.Object({ contact: Contact, until: Moment, reason: Reason })),
  }),
  errors: [],
})

export const pauseContactRoute = defineRoute({
  id: 'booking.pauseContact',
  kind: 'command',
  method: 'POST',
  path: '/api/oddities/pauses',
  summary:
    'Let a contact pause until the end of a day: it books no more online; telephone and desk stay open',
  tags: ['staff'],
  body: Type.Object({ contact: Contact, reason: Reason, lastDay: Day }),
  errors: ['date_wrong'],
})

export const resumeContactRoute = defineRoute({
  id: 'booking.resumeContact',
  kind: 'command',
  method: 'POST',
  path: '/api/oddities/pauses/:contact/end',
  summary: 'End a pause that staff has set',
  tags: ['staff'],
  params: Type.Object({ contact: Contact }),
  errors: [],
})

export const birthDateRoute = defineRoute({
  id: 'booking.birthDate',
  kind: 'command',
  method: 'POST',
  path: '/api/bookings/:visit/birth-date',
  summary: 'Compare the birth date on a paper with the one of the booking; it is neither stored nor logged',
  tags: ['staff'],
  params: Type.Object({ visit: Type.String({ format: 'uuid' }) }),
  body: Type.Object({ birthDate: Day }),
  output: Type.Object({
    answer: Type.Enum(['fits', 'differs', 'unknown'], {
      description: 'unknown: the name was corrected since, and the date stays bound to the first',
    }),
  }),
  errors: ['not_asked'],
  limit: 'sensitive',
})
