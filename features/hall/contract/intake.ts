import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { INTAKE_STOPS, OVERRIDE_REASONS } from '../model/intake.ts'
import { Key, Moment, OrNull, SiteParams, Uuid } from './shapes.ts'

export const intakeRoute = defineRoute({
  id: 'hall.intake',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/intake',
  summary: 'For which services numbers are drawn at a site now, why not, and what was decided by hand',
  tags: ['manager'],
  params: SiteParams,
  output: Type.Object({
    open: Type.Boolean({ description: 'Whether the site is open now; while it is not, no number is drawn' }),
    services: Type.Array(
      Type.Object({
        service: Key,
        stopped: Type.Union([Type.Enum([...INTAKE_STOPS]), Type.Null()], {
          description: 'Why the kiosk draws no number for it while the site is open; null: it does',
        }),
        fits: Type.Union([Type.Boolean(), Type.Null()], {
          description: 'Whether one more can probably still be served today; null: not known',
        }),
        endsBy: OrNull(Moment),
        extraMinutes: OrNull(Type.Number()),
        seenAt: OrNull(Moment),
      }),
    ),
    overrides: Type.Array(
      Type.Object({
        override: Uuid,
        service: Type.Union([Key, Type.Null()], { description: 'Null: all' }),
        takesIn: Type.Boolean(),
        reason: Type.Enum([...OVERRIDE_REASONS]),
        startsAt: Moment,
        until: Moment,
      }),
    ),
  }),
  errors: [],
})

export const overrideIntakeRoute = defineRoute({
  id: 'hall.overrideIntake',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/intake',
  summary: 'Open or close intake by hand, for a service or all, until a time today or the end of the day',
  tags: ['manager'],
  params: SiteParams,
  body: Type.Object({
    service: Type.Union([Key, Type.Null()], { description: 'Null: all' }),
    takesIn: Type.Boolean(),
    until: Type.Union([Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }), Type.Null()], {
      description: 'Wall time of the site today; null: until the day ends',
    }),
    reason: Type.Enum([...OVERRIDE_REASONS]),
  }),
  output: Type.Object({ override: Uuid, until: Moment }),
  errors: ['unknown_service', 'time_past'],
})

export const endOverrideRoute = defineRoute({
  id: 'hall.endIntakeOverride',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/intake/:override/end',
  summary: 'Take back what was decided by hand: looking ahead decides again',
  tags: ['manager'],
  params: Type.Object({ site: Key, override: Uuid }),
  errors: ['over'],
})
