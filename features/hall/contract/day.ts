import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { DUE_REASONS } from '../model.ts'
import { Moment, OrNull, SiteParams, TextsSchema, Uuid } from './shapes.ts'

/** When the last one of today is done. */
export const DayEnd = Type.Object({
  probably: Moment,
  surely: Type.String({ format: 'date-time', description: 'Nine times in ten by then' }),
})

const LatePerson = Type.Object({
  visit: Uuid,
  ticketNumber: OrNull(Type.String({ description: 'Null: not here yet' })),
  appointmentAt: OrNull(Moment),
  calledAt: OrNull(Type.String({ format: 'date-time', description: 'Probably; null: no counter can do it' })),
  afterClosing: Type.Boolean(),
})

const CounterChange = Type.Object({
  change: Type.Enum(['open', 'close'], { description: 'One counter more until then, or one less' }),
  counters: Type.Array(Type.Object({ counter: Uuid, label: TextsSchema }), {
    description: 'Any one of these: they can do the same',
  }),
  until: Moment,
  waitMinutes: Type.Integer({ description: 'By how much people would be called later, on average' }),
  endMinutes: Type.Integer({ description: 'By how much the day would end later' }),
  served: Type.Integer({ description: 'So many more would be called at all' }),
})

const CounterIsDue = Type.Object({
  counter: Uuid,
  label: TextsSchema,
  why: Type.Enum(DUE_REASONS, { description: 'A break should have begun, or the work of today is over' }),
})

export const dayRoute = defineRoute({
  id: 'hall.day',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/day',
  summary:
    'How today goes on at a site: when it ends, who will probably be called late, what one counter more or less would change',
  tags: ['hall'],
  params: SiteParams,
  output: Type.Object({
    at: OrNull(
      Type.String({ format: 'date-time', description: 'When it was looked at; null: not known yet' }),
    ),
    end: OrNull(DayEnd),
    withWalkIns: Type.Boolean({ description: 'Those who still come without appointment are counted' }),
    late: Type.Array(LatePerson),
    changes: Type.Array(CounterChange, { description: 'The one that helps most comes first' }),
    due: Type.Array(CounterIsDue, { description: 'Open counters that should call nobody else now' }),
  }),
  errors: [],
})
