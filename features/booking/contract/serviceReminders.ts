import { Type } from 'typebox'
import { REMINDER_CHANNELS, REMINDER_HOURS_LIMIT } from '#features/visit/model/reminder.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { Key, Moment } from '../contract.ts'

const Uuid = Type.String({ format: 'uuid' })
const Channels = Type.Array(Type.Enum([...REMINDER_CHANNELS]), { uniqueItems: true })
const Reminders = Type.Object({
  hours: Type.Union([Type.Array(Type.Integer()), Type.Null()], {
    description: 'Elapsed hours before the visit; null: as everywhere in the city',
  }),
  channels: Type.Union([Channels, Type.Null()], { description: 'Null: as everywhere in the city' }),
})
const Written = Type.Object({
  // More than is kept, so that what is too much is refused with words beside its field.
  hours: Type.Union([
    Type.Array(Type.Integer({ minimum: 0, maximum: 9 * REMINDER_HOURS_LIMIT }), { maxItems: 10 }),
    Type.Null(),
  ]),
  channels: Type.Union([Channels, Type.Null()]),
})
const Titles = Type.Object({ de: Type.String(), 'de-simple': Type.String(), en: Type.String() })
const ServiceParams = Type.Object({ service: Key })
const Seen = Type.String({ minLength: 10, maxLength: 64, description: 'What was seen, as it was read' })
const Changed = Type.Object({
  version: Uuid,
  bookings: Type.Integer({ description: 'So many bookings are reminded otherwise than before' }),
})

export const serviceRemindersRoute = defineRoute({
  id: 'booking.serviceReminders',
  kind: 'query',
  method: 'GET',
  path: '/api/service-reminders/:service',
  summary: 'When and by what people are reminded of visits for a service, and every version',
  tags: ['administration'],
  params: ServiceParams,
  output: Type.Object({
    title: Titles,
    seen: Type.String({ description: 'Names what holds now; goes along with a change' }),
    reminders: Reminders,
    city: Type.Object({
      reminderHours: Type.Array(Type.Integer()),
      reminderChannels: Channels,
      smsSender: Type.Union([Type.String(), Type.Null()], { description: 'Null: the city sends no SMS' }),
      horizonDays: Type.Integer({ description: 'So many days ahead visits can be booked' }),
    }),
    bookings: Type.Integer({ description: 'Bookings that would follow a change' }),
    versions: Type.Array(
      Type.Object({
        version: Uuid,
        at: Moment,
        by: Type.Union([Type.String(), Type.Null()], { description: 'Null once the audit is deleted' }),
        reminders: Reminders,
        imported: Type.Boolean({ description: "It came with the catalogue's file" }),
        restores: Type.Union([Uuid, Type.Null()]),
      }),
      { description: 'Newest first' },
    ),
  }),
  errors: ['unknown_service'],
  statuses: { unknown_service: 404 },
})

export const writeServiceRemindersRoute = defineRoute({
  id: 'booking.writeServiceReminders',
  kind: 'command',
  method: 'POST',
  path: '/api/service-reminders/:service',
  summary: 'Change how people are reminded of visits for a service; bookings that stand follow at once',
  tags: ['administration'],
  params: ServiceParams,
  body: Type.Object({ reminders: Written, seen: Seen }),
  output: Changed,
  errors: ['unknown_service', 'bad_reminders', 'changed_meanwhile', 'nothing_changed'],
  statuses: { unknown_service: 404, bad_reminders: 422 },
})

export const restoreServiceRemindersRoute = defineRoute({
  id: 'booking.restoreServiceReminders',
  kind: 'command',
  method: 'POST',
  path: '/api/service-reminders/:service/versions/:version/restore',
  summary: 'Let earlier reminders of a service hold again; bookings that stand follow at once',
  tags: ['administration'],
  params: Type.Object({ service: Key, version: Uuid }),
  body: Type.Object({ seen: Seen }),
  output: Changed,
  errors: ['unknown_service', 'unknown_version', 'bad_reminders', 'changed_meanwhile', 'nothing_changed'],
  statuses: { unknown_service: 404, unknown_version: 404, bad_reminders: 422 },
})
