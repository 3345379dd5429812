import { Type } from 'typebox'
import { HOLD_ERRORS } from '#features/booking/contract.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { Key, Moment, VisitParams } from './shapes.ts'

export const exchangeTimesRoute = defineRoute({
  id: 'hall.exchangeTimes',
  kind: 'query',
  method: 'GET',
  path: '/api/hall/:visit/times',
  summary:
    'When somebody who waits could come instead: some free times of today and the next days at their site',
  tags: ['hall'],
  params: VisitParams,
  output: Type.Object({ site: Key, times: Type.Array(Moment) }),
  errors: [],
})

export const exchangeRoute = defineRoute({
  id: 'hall.exchange',
  kind: 'command',
  method: 'POST',
  path: '/api/hall/:visit/exchange',
  summary: 'Exchange the ticket of somebody who waits for a time at the same site; they wait no more',
  tags: ['hall'],
  params: VisitParams,
  body: Type.Object({ startsAt: Moment }),
  output: Type.Object({ startsAt: Moment, bookingNumber: Type.String() }),
  errors: [...HOLD_ERRORS, 'not_waiting'],
})
