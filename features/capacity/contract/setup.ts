import { type Static, Type } from 'typebox'
import { daySchema, keySchema, textsSchema } from '#features/authority/contract.ts'
import { SERVICE_MODES } from '#features/catalogue/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { COUNTER_CHANGES, SETUP_FAULTS } from '../model/setup.ts'
import { CHANGE_SOURCES } from '../model/shareRules.ts'
import { ARROWS, LINES } from '../model.ts'

const Uuid = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Mode = Type.Enum([...SERVICE_MODES])
const SiteParams = Type.Object({ site: keySchema })

const Offer = Type.Object({ service: keySchema, mode: Mode })
const Counter = Type.Object({
  counter: Type.Union([Uuid, Type.Null()], { description: 'Null: a new one' }),
  key: Type.String({ pattern: '^[A-Za-z0-9-]{1,10}$' }),
  label: textsSchema,
  level: OrNull(textsSchema),
  direction: Type.Union(
    [
      Type.Object({ arrow: Type.Enum(ARROWS), line: OrNull(Type.Enum(LINES)), text: textsSchema }),
      Type.Null(),
    ],
    { description: 'The way from the displays, and a coloured line on the floor; null: none is shown' },
  ),
  active: Type.Boolean({ description: 'False: given up; it keeps its past' }),
  skills: Type.Array(keySchema, { maxItems: 500 }),
})

/** What shall be otherwise at a site; whatever is not named stays. */
export const WrittenSetup = Type.Object({
  offers: Type.Array(Offer, { maxItems: 500 }),
  counters: Type.Array(Counter, { maxItems: 100 }),
})
export type WrittenSetup = Static<typeof WrittenSetup>

export const setupRoute = defineRoute({
  id: 'capacity.setup',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/setup',
  summary: 'The counters of a site with their skills, how each of its services is offered, and the history',
  tags: ['capacity'],
  params: SiteParams,
  output: Type.Object({
    site: keySchema,
    mobile: Type.Boolean({ description: 'A mobile team comes: its kit decides, nothing is changed here' }),
    setup: WrittenSetup,
    newest: Type.Union([Uuid, Type.Null()], { description: 'The newest change; null before the first' }),
    earlier: Type.Union([WrittenSetup, Type.Null()], { description: 'What held before the newest change' }),
    changes: Type.Array(
      Type.Object({
        change: Uuid,
        at: Moment,
        source: Type.Enum([...CHANGE_SOURCES]),
        by: Type.Union([Type.String(), Type.Null()], { description: 'Null once the audit is deleted' }),
        undoes: OrNull(Uuid),
        offers: Type.Array(Type.Object({ service: keySchema, before: OrNull(Mode), after: OrNull(Mode) })),
        counters: Type.Array(
          Type.Object({
            key: Type.String(),
            change: Type.Enum([...COUNTER_CHANGES]),
            renamed: Type.Boolean(),
            led: Type.Boolean({ description: 'Another way to it is shown' }),
            gained: Type.Array(keySchema),
            lost: Type.Array(keySchema),
          }),
        ),
      }),
      { description: 'Newest first' },
    ),
  }),
  errors: ['not_found'],
})

export const previewSetupRoute = defineRoute({
  id: 'capacity.previewSetup',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/setup/preview',
  summary: 'What another setup would do to bookings and to the times of the next week. Nothing is changed',
  tags: ['capacity'],
  params: SiteParams,
  body: WrittenSetup,
  output: Type.Object({
    faults: Type.Array(
      Type.Object({
        fault: Type.Enum([...SETUP_FAULTS]),
        service: OrNull(keySchema),
        counter: OrNull(Type.String()),
      }),
      { description: 'With any of these it cannot be saved, and nothing else is said' },
    ),
    replaced: Type.Integer({ description: 'Bookings that would keep their time and get another place' }),
    unplaced: Type.Integer({ description: 'Bookings that would keep their time and have no place any more' }),
    losing: Type.Array(
      Type.Object({ startsAt: Moment, minutes: Type.Integer(), services: Type.Array(keySchema) }),
      { description: 'The first of those without a place, earliest first; nobody is named' },
    ),
    services: Type.Array(Type.Object({ service: keySchema, before: Type.Integer(), after: Type.Integer() }), {
      description: 'Times still free in the next week, as it is and as it would be',
    }),
    firstDay: daySchema,
    stillBooked: Type.Array(Type.Object({ service: keySchema, bookings: Type.Integer() }), {
      description: 'Bookings to come for services that would be walk-in only; they stay valid',
    }),
  }),
  errors: ['not_found', 'unknown_service'],
})

export const changeSetupRoute = defineRoute({
  id: 'capacity.changeSetup',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/setup',
  summary: 'Change what counters can do and how services are offered; no booking is lost',
  tags: ['capacity'],
  params: SiteParams,
  body: Type.Object({
    setup: WrittenSetup,
    seen: Type.Union([Uuid, Type.Null()], { description: 'The newest change that was seen' }),
    undoes: Type.Union([Uuid, Type.Null()], { description: 'The change that this takes back' }),
  }),
  output: Type.Object({ change: Uuid, replaced: Type.Integer(), unplaced: Type.Integer() }),
  errors: ['not_found', 'changed_meanwhile', 'nothing_changed', 'not_workable', 'unknown_service'],
})
