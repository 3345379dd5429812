import { Type } from 'typebox'
import { daySchema, keySchema, textsSchema, timeSchema } from '#features/authority/contract.ts'
import { CALL_OUTCOMES } from '#features/message/model/call.ts'
import { ROLES } from '#features/staff/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { REPLACEMENT_STATES } from '../model/replacement.ts'
import { CallFields } from './call.ts'

const Uuid = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const SiteParams = Type.Object({ site: keySchema })

/** Why a site closes, as the public reads it. */
export const CLOSING_REASONS = ['staff', 'technical', 'building', 'other'] as const

const closingFields = {
  counters: Type.Array(Uuid, { maxItems: 200, description: 'None means the whole site' }),
  firstDay: daySchema,
  lastDay: daySchema,
  starts: OrNull(timeSchema),
  ends: OrNull(timeSchema),
}
/** What shall be closed, and why. */
export const WantedClosing = Type.Object({ ...closingFields, reason: Type.Enum([...CLOSING_REASONS]) })

/** Who did it, as long as the audit knows: 30 days. */
const By = OrNull(Type.Object({ name: Type.String(), roles: Type.Array(Type.Enum([...ROLES])) }))

export const closingsRoute = defineRoute({
  id: 'booking.closings',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/closings',
  summary: 'Closings of a site that are not over, with how far the people concerned are looked after',
  tags: ['bookings'],
  params: SiteParams,
  output: Type.Object({
    today: daySchema,
    lastDay: Type.Unsafe<string>({ ...daySchema, description: 'The last day that can be closed' }),
    workplaces: Type.Array(Type.Object({ counter: Uuid, label: textsSchema })),
    closings: Type.Array(
      Type.Object({
        closing: Uuid,
        ...closingFields,
        reason: textsSchema,
        reopened: Type.Boolean(),
        closedAt: Moment,
        closedBy: By,
        reopenedAt: OrNull(Moment),
        reopenedBy: By,
        waiting: Type.Integer({ description: 'Nobody has looked for another time yet' }),
        open: Type.Integer({ description: 'A new time is held and waits for an answer' }),
        accepted: Type.Integer(),
        none: Type.Integer({ description: 'No time was found; they stand on the list of the unplaced' }),
        lapsed: Type.Integer({ description: 'Not answered in time; they stand there, too' }),
        withdrawn: Type.Integer({ description: 'Kept the old time after all, moved or cancelled' }),
        calls: Type.Integer({ description: 'Of all these, have no mail and were not told yet' }),
      }),
    ),
  }),
  errors: [],
})

export const foreseeClosingRoute = defineRoute({
  id: 'booking.foreseeClosing',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/closings/preview',
  summary: 'What a closing would mean for the people who have booked, without closing anything',
  tags: ['bookings'],
  params: SiteParams,
  body: WantedClosing,
  output: Type.Object({
    kept: Type.Integer({ description: 'Keep their time at another counter' }),
    sameSite: Type.Integer({ description: 'At least so many get a time of the same day at the same site' }),
    otherSite: Type.Integer({ description: 'Of the same day at another site' }),
    otherDay: Type.Integer({ description: 'Of another day' }),
    none: Type.Integer({ description: 'At most so many get none' }),
    more: Type.Integer({
      description: 'Lose their time, too; what there is for them is looked for when it is closed',
    }),
    calls: Type.Integer({
      description: 'Of those who lose their time, so many have no mail and have to be called',
    }),
  }),
  errors: ['not_workable'],
})

export const closeSiteRoute = defineRoute({
  id: 'booking.closeSite',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/closings',
  summary: 'Close a site or some of its counters; whoever loses a time gets another one held',
  tags: ['bookings'],
  params: SiteParams,
  body: WantedClosing,
  output: Type.Object({ closing: Uuid, replaced: Type.Integer(), unplaced: Type.Integer() }),
  errors: ['not_workable', 'already_closed'],
})

export const reopenSiteRoute = defineRoute({
  id: 'booking.reopenSite',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/closings/:closing/reopen',
  summary: 'Take a closing back; whoever has not answered keeps the old time',
  tags: ['bookings'],
  params: Type.Object({ site: keySchema, closing: Uuid }),
  output: Type.Object({ replaced: Type.Integer(), unplaced: Type.Integer() }),
  errors: ['not_workable', 'not_closed'],
})

export const callsRoute = defineRoute({
  id: 'booking.calls',
  kind: 'query',
  method: 'GET',
  path: '/api/calls',
  summary: 'People without mail who have to be called because of a closing, or because their site moves',
  tags: ['bookings'],
  output: Type.Object({
    calls: Type.Array(
      Type.Object({
        call: Uuid,
        visit: Uuid,
        name: OrNull(Type.String()),
        phone: OrNull(Type.String()),
        bookingNumber: Type.String(),
        services: Type.Array(keySchema),
        site: keySchema,
        appointmentAt: Moment,
        state: Type.Enum([...REPLACEMENT_STATES, 'relocated'], {
          description: 'Of the new time after a closing; or the site has another address on that day',
        }),
        address: Type.String({ description: 'Where the site is on the day of the visit' }),
        reachKm: Type.Integer({ description: 'How far the person would go for another time, in kilometres' }),
        offer: OrNull(
          Type.Object({
            site: keySchema,
            startsAt: Moment,
            secondAt: OrNull(Moment),
            until: Moment,
          }),
        ),
        ...CallFields,
      }),
    ),
  }),
  errors: [],
})

const CallParams = Type.Object({ call: Uuid })

export const tellRoute = defineRoute({
  id: 'booking.tell',
  kind: 'command',
  method: 'POST',
  path: '/api/calls/:call',
  summary: 'Note what came of a call, or take that back; who called is written nowhere',
  tags: ['bookings'],
  params: CallParams,
  body: Type.Object({ outcome: Type.Enum([...CALL_OUTCOMES]) }),
  errors: ['replacement_over'],
})

export const acceptCallRoute = defineRoute({
  id: 'booking.acceptCall',
  kind: 'command',
  method: 'POST',
  path: '/api/calls/:call/accept',
  summary: 'Accept the new time for somebody on the telephone',
  tags: ['bookings'],
  params: CallParams,
  errors: ['replacement_over'],
})
