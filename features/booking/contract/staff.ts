import { Type } from 'typebox'
import { TOLD_BY } from '#features/visit/model/channel.ts'
import { POSTAL_COUNTRIES, POSTAL_LIMIT } from '#features/visit/model/postal.ts'
import { VISIT_KINDS } from '#features/visit/model.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import {
  AnsweredMattersSchema,
  BirthDate,
  HOLD_ERRORS,
  Key,
  Kind,
  Moment,
  Names,
  PERSON_ERRORS,
  ReachKm,
  Reminders,
  SecondAt,
} from '../contract.ts'
import { LIMIT_REASONS, NAME_REASONS } from '../model/person.ts'
import { EMAIL_LIMIT, NAME_LIMIT, PHONE_LIMIT } from '../model.ts'

const ToldBy = Type.Enum([...TOLD_BY], {
  description: 'By which way they hear of the visit; by mail if missing',
})

const line = Type.String({ maxLength: 2 * POSTAL_LIMIT })
const Postal = Type.Object(
  {
    addition: Type.Optional(line),
    street: line,
    postcode: line,
    town: line,
    country: Type.Optional(Type.Enum([...POSTAL_COUNTRIES])),
  },
  { description: 'Where letters go, if they hear by letter; the country is Germany if missing' },
)

/** A visit as staff finds it, mostly a booking; a walk-in has no booking number and begins with its arrival. */
export const StaffBooking = Type.Object({
  visit: Type.String({ format: 'uuid' }),
  state: Type.String(),
  kind: Type.Enum([...VISIT_KINDS]),
  bookingNumber: Type.String(),
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()], { description: 'Null also for clerks, as is the phone' }),
  phone: Type.Union([Type.String(), Type.Null()]),
  site: Key,
  startsAt: Moment,
  companions: Type.Array(Type.String(), { description: 'Who else comes, by name' }),
  people: Type.Integer(),
  language: Type.Enum(LANGUAGES),
  services: Type.Array(
    Type.Object({
      service: Key,
      people: Type.Integer(),
      reference: Type.String({ description: 'Of the matter, the same at every visit to it' }),
    }),
  ),
  linked: Type.Union(
    [
      Type.Object({
        visit: Type.String({ format: 'uuid' }),
        startsAt: Moment,
        second: Type.Boolean(),
        services: Type.Array(Type.Object({ service: Key, people: Type.Integer() })),
      }),
      Type.Null(),
    ],
    { description: 'The other of two linked visits, and whether that one is the second' },
  ),
  letter: Type.Union([Type.Enum(['in_time', 'too_late']), Type.Null()], {
    description: 'Of whoever hears by letter: one that is written now arrives before the visit, or not',
  }),
  coming: Type.Boolean({ description: 'They have said that they come to this time' }),
  ticketNumber: Type.Union([Type.String(), Type.Null()]),
  mayChange: Type.Boolean({ description: 'Whether the caller may move and cancel bookings of this site' }),
  mayFollow: Type.Boolean({
    description:
      'Whether the caller may book the next visit to these matters; of a cancelled one while its papers wait for it',
  }),
})

export const findBookingsRoute = defineRoute({
  id: 'booking.find',
  kind: 'query',
  method: 'GET',
  path: '/api/bookings',
  summary:
    'Find bookings from today on by booking number, name or e-mail; all visits by the reference of a matter',
  tags: ['staff'],
  query: Type.Object({ search: Type.String({ minLength: 2, maxLength: 120 }) }),
  output: Type.Object({ bookings: Type.Array(StaffBooking) }),
  errors: [],
})

export const bookForCallerRoute = defineRoute({
  id: 'booking.bookForCaller',
  kind: 'command',
  method: 'POST',
  path: '/api/bookings',
  summary: 'Book a time for somebody on the telephone or at the desk',
  tags: ['staff'],
  body: Type.Object({
    channel: Type.Enum(['telephone', 'desk']),
    matters: AnsweredMattersSchema,
    site: Key,
    startsAt: Moment,
    secondAt: SecondAt,
    language: Type.Enum(LANGUAGES),
    name: Type.String({ minLength: 1, maxLength: NAME_LIMIT }),
    email: Type.Optional(Type.String({ maxLength: EMAIL_LIMIT })),
    phone: Type.Optional(Type.String({ maxLength: PHONE_LIMIT })),
    companions: Type.Optional(Names),
    reachKm: Type.Optional(ReachKm),
    toldBy: Type.Optional(ToldBy),
    postal: Type.Optional(Postal),
    reminders: Type.Optional(Reminders),
    kind: Type.Optional(Kind),
    birthDate: Type.Optional(BirthDate),
    beyondLimits: Type.Optional(
      Type.Enum([...LIMIT_REASONS], {
        description: 'Why this person gets more than the limits allow; it stands in the audit',
      }),
    ),
  }),
  output: StaffBooking,
  errors: [
    ...HOLD_ERRORS,
    ...PERSON_ERRORS,
    'invalid_email',
    'invalid_phone',
    'invalid_name',
    'name_not_latin',
    'invalid_address',
    'kind_not_offered',
    'phone_missing',
    'no_sms',
    'no_birth_date',
  ],
})

const VisitParams = Type.Object({ visit: Type.String({ format: 'uuid' }) })

export const moveBookingRoute = defineRoute({
  id: 'booking.move',
  kind: 'command',
  method: 'POST',
  path: '/api/bookings/:visit/move',
  summary: 'Move a booking to another time; the old one is given up only when the new one is certain',
  tags: ['staff'],
  params: VisitParams,
  body: Type.Object({ site: Key, startsAt: Moment, secondAt: SecondAt }),
  output: StaffBooking,
  errors: [...HOLD_ERRORS, 'not_booked'],
})

export const cancelBookingRoute = defineRoute({
  id: 'booking.cancel',
  kind: 'command',
  method: 'POST',
  path: '/api/bookings/:visit/cancel',
  summary: 'Cancel a booking for a caller',
  tags: ['staff'],
  params: VisitParams,
  errors: ['not_booked'],
})

export const correctNameRoute = defineRoute({
  id: 'booking.correctName',
  kind: 'command',
  method: 'POST',
  path: '/api/bookings/:visit/name',
  summary: 'Correct the names of a booking; a citizen cannot. The reason stands in the audit, no name does',
  tags: ['staff'],
  params: VisitParams,
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: NAME_LIMIT }),
    companions: Type.Optional(Names),
    reason: Type.Enum([...NAME_REASONS]),
  }),
  output: StaffBooking,
  errors: ['invalid_name', 'name_not_latin', 'not_booked', 'no_contact'],
})

export const visitToFollowRoute = defineRoute({
  id: 'booking.visitToFollow',
  kind: 'query',
  method: 'GET',
  path: '/api/bookings/:visit',
  summary: 'The visit that a next one is booked after',
  tags: ['staff'],
  params: VisitParams,
  output: StaffBooking,
  errors: [],
})

export const bookNextRoute = defineRoute({
  id: 'booking.bookNext',
  kind: 'command',
  method: 'POST',
  path: '/api/bookings/:visit/next',
  summary: 'Book the next visit to the matters of this one; they keep their references',
  tags: ['staff'],
  params: VisitParams,
  body: Type.Object({
    channel: Type.Enum(['telephone', 'desk']),
    site: Key,
    startsAt: Moment,
    secondAt: SecondAt,
    outcome: Type.Enum(['partly', 'moved'], {
      description:
        'How far the earlier visit came: a part was done, or all is moved to the next; of no account where it was cancelled',
    }),
    contact: Type.Optional(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: NAME_LIMIT }),
          email: Type.Optional(Type.String({ maxLength: EMAIL_LIMIT })),
          phone: Type.Optional(Type.String({ maxLength: PHONE_LIMIT })),
          companions: Type.Optional(Names),
          toldBy: Type.Optional(ToldBy),
          postal: Type.Optional(Postal),
          reminders: Type.Optional(Reminders),
          reachKm: Type.Optional(ReachKm),
        },
        { description: 'Who comes, if it is somebody else or the earlier contact is deleted' },
      ),
    ),
    birthDate: Type.Optional(BirthDate),
  }),
  output: StaffBooking,
  errors: [
    ...HOLD_ERRORS,
    'invalid_email',
    'invalid_phone',
    'invalid_name',
    'name_not_latin',
    'invalid_address',
    'not_followed',
    'goes_on_already',
    'no_contact',
    'phone_missing',
    'no_sms',
  ],
})
