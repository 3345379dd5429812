import { type Static, Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { CounterParams, Key, Moment, SiteParams, TextsSchema, Uuid } from './shapes.ts'

/** A counter that calls for help. Who pressed is not known. */
export const SiteAlarm = Type.Object({
  alarm: Uuid,
  counter: Uuid,
  label: TextsSchema,
  raisedAt: Moment,
  pressedAt: Moment,
  coming: Type.Integer({ description: 'Colleagues who said that they go there' }),
})
export type SiteAlarm = Static<typeof SiteAlarm>

export const alarmsRoute = defineRoute({
  id: 'hall.alarms',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/alarms',
  summary: 'Where help is called at a site now',
  tags: ['hall'],
  params: SiteParams,
  output: Type.Object({ alarms: Type.Array(SiteAlarm) }),
  errors: [],
})

export const raiseAlarmRoute = defineRoute({
  id: 'hall.raiseAlarm',
  kind: 'command',
  method: 'POST',
  path: '/api/counters/:counter/alarm',
  summary: 'Call for help at a counter; all consoles of the site show and sound it at once',
  tags: ['counter'],
  params: CounterParams,
  output: Type.Object({ raised: Type.Boolean() }),
  errors: [],
})

const AlarmParams = Type.Object({ site: Key, alarm: Uuid })

export const goToAlarmRoute = defineRoute({
  id: 'hall.goToAlarm',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/alarms/:alarm/coming',
  summary: 'Somebody goes to a counter that calls for help',
  tags: ['hall'],
  params: AlarmParams,
  errors: ['over'],
})

export const endAlarmRoute = defineRoute({
  id: 'hall.endAlarm',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/alarms/:alarm/end',
  summary: 'The alarm is over, everywhere',
  tags: ['hall'],
  params: AlarmParams,
  errors: [],
})
