import { type Static, Type } from 'typebox'
import { keySchema, timeSchema } from '#features/authority/contract.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { CHANGE_FAULTS } from './model/changes.ts'
import { LONGEST_NAME, SCENARIO_MAKERS } from './model/scenario.ts'

const Uuid = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Day = Type.String({ format: 'date' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const MOST = 60

/** Whether a number makes sense is said with its field (`ChangeFault`), not here. */
const WHOLE = { minimum: -10_000, maximum: 10_000 } as const
const Whole = Type.Integer(WHOLE)
const Services = OrNull(Type.Array(Uuid, { maxItems: 500, description: 'Null: every service' }))
const hours = { from: timeSchema, until: timeSchema }

/** What a scenario makes otherwise. Percents of demand and durations are of what was: 100 is as it was. */
export const WrittenChanges = Type.Object({
  closed: Type.Array(Uuid, { maxItems: MOST, description: 'Counters that fall away' }),
  added: Type.Array(Type.Object({ ...hours, counters: Whole, services: Services }), { maxItems: MOST }),
  shifts: Type.Array(Type.Object({ ...hours, counterId: Uuid }), { maxItems: MOST }),
  skills: Type.Array(Type.Object({ counterId: Uuid, services: Type.Array(Uuid, { maxItems: 500 }) }), {
    maxItems: MOST,
  }),
  walkInPercent: OrNull(Whole),
  noShowPercent: OrNull(Whole),
  creditMinutes: OrNull(Whole),
  ceilingMinutes: OrNull(Whole),
  intakeExtraMinutes: OrNull(Whole),
  durations: Type.Array(Type.Object({ serviceId: Uuid, percent: Whole }), { maxItems: 500 }),
  bookedDemandPercent: Whole,
  walkInDemandPercent: Whole,
  hours: OrNull(Type.Object(hours)),
  mergedSiteId: OrNull(Uuid),
  mergedPercent: Type.Integer({
    ...WHOLE,
    description: 'So many of a hundred of its people come along',
  }),
  mergedElsewhere: Type.Array(Type.Object({ siteId: Uuid, percent: Whole }), {
    maxItems: MOST,
    description: 'So many of them go to other sites instead; the rest comes nowhere',
  }),
  newSite: OrNull(
    Type.Object({
      ...hours,
      counters: Whole,
      services: Services,
      shares: Type.Array(Type.Object({ siteId: Uuid, percent: Whole }), { maxItems: MOST }),
    }),
  ),
})
export type WrittenChanges = Static<typeof WrittenChanges>

const figure = (description: string) =>
  Type.Object(
    {
      before: OrNull(Type.Number()),
      after: OrNull(Type.Number()),
      difference: OrNull(Type.Number()),
      low: OrNull(Type.Number({ description: 'Of the difference, 95 %; null where too few days are known' })),
      high: OrNull(Type.Number()),
    },
    { description },
  )

const WrittenOutcome = Type.Object({
  days: Type.Integer(),
  firstDay: Day,
  lastDay: Day,
  figures: Type.Object({
    bookedMean: figure('Minutes that people with an appointment wait, beyond their time, on average'),
    bookedNinety: figure('Nine in ten of them wait at most so long'),
    bookedLong: figure('Share of them that waits longer than 15 minutes'),
    walkInMean: figure('Minutes that people without appointment wait on average'),
    walkInNinety: figure('Nine in ten of them wait at most so long'),
    walkInLong: figure('Share of them that waits longer than 15 minutes'),
    overtime: figure('Minutes of all counters beyond the end of their shifts, per day'),
    refused: figure('People without appointment who get no number any more, per day'),
    unserved: figure('People who came and whom no counter that was there could serve, per day'),
    served: figure('People served, per day'),
    staffed: figure('Hours that counters were there, per day'),
  }),
})
export type WrittenOutcome = Static<typeof WrittenOutcome>

const WrittenScenario = Type.Object({
  scenario: Uuid,
  site: keySchema,
  name: Type.String(),
  version: Type.Integer(),
  changes: WrittenChanges,
  savedAt: Moment,
  savedBy: Type.Enum([...SCENARIO_MAKERS]),
  outcome: OrNull(WrittenOutcome),
  playedAt: OrNull(Moment),
  removedAt: OrNull(Moment),
})
export type WrittenScenario = Static<typeof WrittenScenario>

export const groundRoute = defineRoute({
  id: 'steering.ground',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/what-if',
  summary: 'What a planner can change about a site, and how its last month was',
  tags: ['steering'],
  params: Type.Object({ site: keySchema }),
  output: Type.Object({
    days: Type.Integer({ description: 'Days of the last four weeks on which people came' }),
    firstDay: OrNull(Day),
    lastDay: OrNull(Day),
    visits: Type.Integer(),
    standFor: Type.Integer({
      description: 'In a demonstration, for how many each of its thin past stands; else 1',
    }),
    walkInPercent: Type.Integer(),
    noShowPercent: Type.Integer(),
    creditMinutes: Type.Integer(),
    ceilingMinutes: Type.Integer(),
    intakeExtraMinutes: Type.Integer(),
    refuses: Type.Boolean({ description: 'Does intake refuse numbers there?' }),
    opens: OrNull(timeSchema),
    closes: OrNull(timeSchema),
    siteId: Uuid,
    sites: Type.Array(Type.Object({ id: Uuid, key: keySchema, name: Type.String() })),
    counters: Type.Array(
      Type.Object({
        id: Uuid,
        key: Type.String(),
        services: Type.Array(Uuid),
        from: OrNull(timeSchema),
        until: OrNull(timeSchema),
      }),
    ),
    services: Type.Array(Type.Object({ id: Uuid, name: Type.String() })),
  }),
  errors: [],
})

export const scenariosRoute = defineRoute({
  id: 'steering.scenarios',
  kind: 'query',
  method: 'GET',
  path: '/api/scenarios',
  summary: 'The scenarios that the caller may play, with what came of them; removed ones for 30 days',
  tags: ['steering'],
  output: Type.Object({ scenarios: Type.Array(WrittenScenario) }),
  errors: [],
})

const ScenarioBody = Type.Object({
  site: keySchema,
  name: Type.String({ maxLength: LONGEST_NAME }),
  changes: WrittenChanges,
})
const SAVE_ERRORS = ['unknown_site', 'no_name', ...CHANGE_FAULTS] as const
const ScenarioParams = Type.Object({ scenario: Uuid })

export const addScenarioRoute = defineRoute({
  id: 'steering.addScenario',
  kind: 'command',
  method: 'POST',
  path: '/api/scenarios',
  summary: 'Save a scenario',
  tags: ['steering'],
  body: ScenarioBody,
  output: WrittenScenario,
  errors: [...SAVE_ERRORS, 'too_many_scenarios'],
})

export const changeScenarioRoute = defineRoute({
  id: 'steering.changeScenario',
  kind: 'command',
  method: 'POST',
  path: '/api/scenarios/:scenario',
  summary: 'Change a scenario; what came of other changes is forgotten',
  tags: ['steering'],
  params: ScenarioParams,
  body: Type.Object({
    ...ScenarioBody.properties,
    seen: Type.Integer({ description: 'The version that was seen' }),
  }),
  output: WrittenScenario,
  errors: [...SAVE_ERRORS, 'unknown_scenario', 'changed_meanwhile'],
})

export const removeScenarioRoute = defineRoute({
  id: 'steering.removeScenario',
  kind: 'command',
  method: 'POST',
  path: '/api/scenarios/:scenario/removal',
  summary: 'Remove a scenario; it can be brought back for 30 days',
  tags: ['steering'],
  params: ScenarioParams,
  errors: ['unknown_scenario'],
})

export const restoreScenarioRoute = defineRoute({
  id: 'steering.restoreScenario',
  kind: 'command',
  method: 'POST',
  path: '/api/scenarios/:scenario/restoration',
  summary: 'Bring a removed scenario back',
  tags: ['steering'],
  params: ScenarioParams,
  errors: ['unknown_scenario'],
})

export const playScenarioRoute = defineRoute({
  id: 'steering.playScenario',
  kind: 'events',
  method: 'GET',
  path: '/api/scenarios/:scenario/events',
  summary:
    'Play a scenario over the last month: how far it is, then what came of it, which is kept. Whoever closes the stream cancels',
  tags: ['steering'],
  params: ScenarioParams,
  output: Type.Object({
    done: Type.Integer({ description: 'Days played' }),
    of: Type.Integer(),
    outcome: OrNull(WrittenOutcome),
    failure: OrNull(Type.Enum(['no_past_days', 'failed'])),
  }),
  errors: ['unknown_scenario', 'too_many_runs'],
})
