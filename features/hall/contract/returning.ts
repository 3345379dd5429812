import { Type } from 'typebox'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { RETURN_MARKS } from '../model/returning.ts'
import { Key, Moment, OrNull, SiteParams, StaffVisit, Uuid, VisitParams } from './shapes.ts'

export const returningRoute = defineRoute({
  id: 'hall.returning',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/returning',
  summary: 'The return list: who said to come back when, and how to reach them',
  tags: ['hall'],
  params: SiteParams,
  output: Type.Object({
    people: Type.Array(
      Type.Object({
        visit: Uuid,
        ticketNumber: Type.String(),
        services: Type.Array(Key),
        language: Type.Enum(LANGUAGES),
        backAt: Moment,
        onTheWay: Type.Boolean({ description: 'Sent by another site, and not here yet' }),
        before: Type.Integer({ description: 'Who would be called before them as things stand' }),
        mark: Type.Enum([...RETURN_MARKS]),
        phone: OrNull(Type.String({ description: 'Given for today only' })),
        toldAt: OrNull(Moment),
      }),
    ),
  }),
  errors: [],
})

export const toldRoute = defineRoute({
  id: 'hall.told',
  kind: 'command',
  method: 'POST',
  path: '/api/hall/:visit/told',
  summary: 'Note that somebody who is away was told to come',
  tags: ['hall'],
  params: VisitParams,
  output: StaffVisit,
  errors: ['not_away'],
})
