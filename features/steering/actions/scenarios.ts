import { isDeepStrictEqual } from 'node:util'
import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { shownText } from '#kernel/shownText.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type ChangeFault, type Changes, faultsOf, sitesOf } from '../model/changes.ts'
import { LONGEST_NAME, type Scenario } from '../model/scenario.ts'
import type { Outcome } from '../model/scenarioRun.ts'
import { makerOf, mayPlay } from '../policy.ts'
import {
  countScenarios,
  deleteRemovedScenarios,
  insertScenario,
  lockScenario,
  readScenarios,
  setRemoved,
  updateScenario,
  writeOutcome,
} from '../store.ts'

/** So many are kept at once, those that can be brought back not counted: a list of more is read by nobody. */
const MOST_SCENARIOS = 200
/** What was removed can be brought back for so long. */
const KEPT_DAYS = 30

/** The scenarios that somebody may play, the newest first; what was removed is among them until it is forgotten. */
export async function listScenarios(tx: Tx, caller: Caller): Promise<Scenario[]> {
  return (await readScenarios(tx)).filter(({ siteId, changes }) => mayPlay(caller, sitesOf(siteId, changes)))
}

export type ScenarioWish = {
  readonly site: string
  readonly name: string
  readonly changes: Changes
}
export type SaveRefusal = 'unknown_site' | 'no_name' | ChangeFault['fault']

/** Saves a new scenario. `too_many_scenarios` if as many are kept as a list can show. */
export async function addScenario(
  tx: Tx,
  caller: Caller,
  wish: ScenarioWish,
): Promise<Result<Scenario, SaveRefusal | 'too_many_scenarios'>> {
  const read = await readWish(tx, caller, wish)
  if (!read.ok) return read
  if ((await countScenarios(tx)) >= MOST_SCENARIOS) return fail('too_many_scenarios')
  const scenario: Scenario = {
    id: newId<'scenario'>(tx.now),
    ...read.value,
    version: 1,
    savedAt: tx.now,
    savedBy: makerOf(caller),
    outcome: null,
    playedAt: null,
    removedAt: null,
  }
  await insertScenario(tx, scenario)
  return ok(scenario)
}

/** Changes a scenario. `changed_meanwhile` if there is a newer version than the one that was seen. */
export async function changeScenario(
  tx: Tx,
  caller: Caller,
  { id, seen, ...wish }: ScenarioWish & { readonly id: Id<'scenario'>; readonly seen: number },
): Promise<Result<Scenario, SaveRefusal | 'unknown_scenario' | 'changed_meanwhile'>> {
  const before = await ownScenario(tx, caller, id)
  if (!before) return fail('unknown_scenario')
  if (before.version !== seen) return fail('changed_meanwhile')
  const read = await readWish(tx, caller, wish)
  if (!read.ok) return read
  if (read.value.siteId !== before.siteId) return fail('unknown_site')
  const keepsOutcome = isDeepStrictEqual(before.changes, read.value.changes)
  const saved = { version: seen + 1, savedAt: tx.now, savedBy: makerOf(caller) }
  await updateScenario(tx, id, { ...read.value, ...saved, keepsOutcome })
  const kept = keepsOutcome ? {} : { outcome: null, playedAt: null }
  return ok({ ...before, ...read.value, ...saved, ...kept })
}

/** Removes a scenario, or brings it back. */
export async function removeScenario(
  tx: Tx,
  caller: Caller,
  id: Id<'scenario'>,
  removed: boolean,
): Promise<Result<null, 'unknown_scenario'>> {
  if (!(await keptScenario(tx, caller, id))) return fail('unknown_scenario')
  await setRemoved(tx, id, removed ? tx.now : null)
  return ok(null)
}

/** A scenario that somebody may play; none that is removed. */
export async function ownScenario(tx: Tx, caller: Caller, id: Id<'scenario'>): Promise<Scenario | undefined> {
  const scenario = await keptScenario(tx, caller, id)
  return scenario?.removedAt === null ? scenario : undefined
}

async function keptScenario(tx: Tx, caller: Caller, id: Id<'scenario'>): Promise<Scenario | undefined> {
  const scenario = await lockScenario(tx, id)
  return scenario && mayPlay(caller, sitesOf(scenario.siteId, scenario.changes)) ? scenario : undefined
}

/** Notes what came of a scenario; not if it has been changed meanwhile. */
export function noteOutcome(
  tx: Tx,
  scenario: Pick<Scenario, 'id' | 'version'>,
  outcome: Outcome,
): Promise<void> {
  return writeOutcome(tx, scenario, outcome)
}

/** Forgets scenarios that were removed long ago. How many. */
export function forgetScenarios(tx: Tx): Promise<number> {
  return deleteRemovedScenarios(tx, plus(tx.now, -KEPT_DAYS * DAY))
}

async function readWish(
  tx: Tx,
  caller: Caller,
  { site: key, name, changes }: ScenarioWish,
): Promise<Result<Pick<Scenario, 'siteId' | 'name' | 'changes'>, SaveRefusal>> {
  const sites = await listSites(tx)
  const site = sites.find((one) => one.key === key)
  if (!site || !mayPlay(caller, sitesOf(site.id, changes))) return fail('unknown_site')
  const shown = shownText(name, LONGEST_NAME)
  if (shown === '') return fail('no_name')
  const [fault] = faultsOf(changes, await groundOf(tx, site, sites))
  return fault ? fail(fault.fault) : ok({ siteId: site.id, name: shown, changes })
}

async function groundOf(tx: Tx, site: Site, sites: readonly Site[]) {
  return {
    siteId: site.id,
    sites: new Set<string>(sites.map(({ id }) => id)),
    counters: new Set<string>((await listCounters(tx, site.id)).map(({ id }) => id)),
    services: new Set<string>((await listServices(tx)).map(({ id }) => id)),
  }
}
