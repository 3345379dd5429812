import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { HOLD_ERRORS, MattersSchema } from '../contract.ts'
import { StaffBooking } from './staff.ts'

const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

export const changeMattersRoute = defineRoute({
  id: 'booking.changeMatters',
  kind: 'command',
  method: 'POST',
  path: '/api/bookings/:visit/matters',
  summary:
    'Change what a booking is for, before its person has come; with another time if its own is too short',
  tags: ['staff'],
  params: Type.Object({ visit: Type.String({ format: 'uuid' }) }),
  body: Type.Object({
    matters: MattersSchema,
    to: Type.Optional(Type.Object({ site: Key, startsAt: Moment })),
  }),
  output: StaffBooking,
  errors: [
    ...HOLD_ERRORS,
    'not_booked',
    'linked',
    'wish_open',
    'kind_not_offered',
    'no_birth_date',
    'too_short',
    'has_open_booking',
    'too_many_names',
    'contact_paused',
  ],
})
