import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { isPickUp, type Service } from '#features/catalogue/model.ts'
import { mattersOf } from '#features/visit/actions.ts'
import type { Credit, CreditKind } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { monotonic } from '#platform/time/clock.ts'
import {
  addWaits,
  type HallRules,
  type HallRulesChanged,
  hallRules,
  noWaits,
  type PastDay,
  pastPerson,
  replay,
  sameRules,
  type WaitTallies,
  waitsIn,
} from '../model.ts'
import { daysWithPeople, readPastVisits, type SiteDay } from '../store/past.ts'
import {
  insertRuleChange,
  lockRules,
  newestRuleChange,
  type RuleChange,
  readRuleChanges,
} from '../store/ruleChange.ts'
import { readAllHallRules, saveHallRules } from '../store/rules.ts'

/** So many days back the effect of a change is worked out. */
const PREVIEW_DAYS = 28
/** No more than so many days of sites; where there are more, they are taken evenly. */
const MOST_SITE_DAYS = 60
/** One question works for so long, then it says how far it has come (milliseconds). */
const BUDGET = 400
/** Changes that the history shows. */
const CHANGES_SHOWN = 50

/** Who decides about what: the whole city (null) or one of its sites. */
export type RulesWish = { readonly siteId: Id<'site'> | null; readonly rules: HallRulesChanged }

/** All that was decided, and the newest decision of each, so that nobody overwrites what they have not seen. */
export async function allHallRules(tx: Tx): Promise<{
  readonly usual: HallRules
  readonly decided: readonly {
    readonly site: Site | null
    readonly rules: HallRulesChanged
    readonly newest: Id<'hallRuleChange'> | null
  }[]
}> {
  const [settings, sites, decided] = [await getSettings(tx), await listSites(tx), await readAllHallRules(tx)]
  const lines = []
  for (const site of [null, ...sites])
    lines.push({
      site,
      rules: decided.get(site?.id ?? null) ?? {},
      newest: (await newestRuleChange(tx, site?.id ?? null))?.id ?? null,
    })
  return { usual: hallRules(settings, {}, {}), decided: lines }
}

/** The newest changes, newest first. */
export function ruleHistory(tx: Tx): Promise<RuleChange[]> {
  return readRuleChanges(tx, CHANGES_SHOWN)
}

/**
 * Decides the rules of the city or of a site. `changed_meanwhile` if there is a newer decision than the one that was
 * seen, `nothing_changed` if it says the same.
 */
export async function changeHallRules(
  tx: Tx,
  { siteId, rules }: RulesWish,
  seen: Id<'hallRuleChange'> | null,
): Promise<Result<Id<'hallRuleChange'>, 'changed_meanwhile' | 'nothing_changed'>> {
  await lockRules(tx)
  const newest = await newestRuleChange(tx, siteId)
  if ((newest?.id ?? null) !== seen) return fail('changed_meanwhile')
  const before = (await readAllHallRules(tx)).get(siteId) ?? {}
  if (sameRules(before, rules)) return fail('nothing_changed')
  return ok(await decide(tx, { siteId, before, rules, undoes: null }))
}

/** Takes the newest decision about the city or a site back; that is a decision of its own. */
export async function undoRuleChange(
  tx: Tx,
  changeId: Id<'hallRuleChange'>,
): Promise<Result<Id<'hallRuleChange'>, 'not_newest'>> {
  await lockRules(tx)
  const change = (await readRuleChanges(tx, CHANGES_SHOWN)).find(({ id }) => id === changeId)
  if (!change || (await newestRuleChange(tx, change.siteId))?.id !== changeId) return fail('not_newest')
  const { siteId, before: rules, rules: before } = change
  return ok(await decide(tx, { siteId, before, rules, undoes: changeId }))
}

async function decide(tx: Tx, change: Omit<RuleChange, 'id' | 'changedAt'>): Promise<Id<'hallRuleChange'>> {
  const id = newId<'hallRuleChange'>(tx.now)
  await saveHallRules(tx, change.siteId, change.rules)
  await insertRuleChange(tx, { ...change, id, changedAt: tx.now })
  return id
}

/** What a change would have done to waits, as far as it is worked out: so many days of sites of all. */
export type RulesPreview = {
  readonly done: number
  readonly of: number
  readonly before: WaitTallies
  readonly after: WaitTallies
}

/**
 * Plays the last month's days under the rules as they hold and as they would be, from the `from`-th on, until the time
 * for one question is over; at least one. The days stay the same until midnight.
 */
export async function previewRules(tx: Tx, wish: RulesWish, from: number): Promise<RulesPreview> {
  const [settings, sites, decided] = [await getSettings(tx), await listSites(tx), await readAllHallRules(tx)]
  const today = dayOf(tx.now, settings.timeZone)
  const days = evenly(await pastDays(tx, wish.siteId, today), MOST_SITE_DAYS)
  const begin = monotonic()
  let [done, before, after] = [Math.min(from, days.length), noWaits(), noWaits()]
  for (const one of days.slice(done)) {
    if (done > from && monotonic() - begin > BUDGET) break
    done++
    if (!sites.some(({ id }) => id === one.siteId)) continue
    const rulesOf = (changed: ReadonlyMap<Id<'site'> | null, HallRulesChanged>) =>
      hallRules(settings, changed.get(null) ?? {}, changed.get(one.siteId) ?? {})
    const held = rulesOf(decided)
    const wished = rulesOf(new Map([...decided, [wish.siteId, wish.rules]]))
    const day = await readPastDay(tx, one)
    before = addWaits(before, waitsIn(day, replay(day, held, held)))
    after = addWaits(after, waitsIn(day, replay(day, held, wished)))
  }
  return { done, of: days.length, before, after }
}

async function pastDays(tx: Tx, siteId: Id<'site'> | null, today: LocalDate): Promise<SiteDay[]> {
  const days = await daysWithPeople(tx, addDays(today, -PREVIEW_DAYS), today)
  return siteId === null ? days : days.filter((one) => one.siteId === siteId)
}

function evenly<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, all.length / most)
  return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
}

/** A day of a site that is over, as the replay needs it. */
export async function readPastDay(tx: Tx, one: SiteDay): Promise<PastDay> {
  const visits = await readPastVisits(tx, one)
  const matters = await mattersOf(
    tx,
    visits.map(({ id }) => id),
  )
  const counters = (await listCounters(tx, one.siteId)).map(({ id, skills }) => ({ counterId: id, skills }))
  const standing = new Set(counters.map(({ counterId }) => counterId))
  const gone = visits.flatMap(({ entries }) => entries.flatMap(({ counterId }) => counterId ?? []))
  const others = [...new Set(gone)].filter((id) => !standing.has(id))
  const all = [...counters, ...others.map((counterId) => ({ counterId, skills: new Set<Id<'service'>>() }))]
  const servicesOf = (id: Id<'visit'>) => (matters.get(id) ?? []).map(({ serviceId }) => serviceId)
  const asked = [...new Set(visits.flatMap(({ id }) => servicesOf(id)))]
  const known = new Map((await findServicesById(tx, asked)).map((service) => [service.id, service]))
  return {
    counters: all,
    people: visits.map(({ entries, credits, ...facts }) => {
      const services = servicesOf(facts.id)
      const kinds = kindsOf(
        credits,
        services.flatMap((id) => known.get(id) ?? []),
      )
      return pastPerson({ ...facts, services, credits: kinds }, entries, all)
    }),
  }
}

/** The credits of a past day. Where a pick-up was worth nothing then, it is told by the catalogue of today. */
function kindsOf(credits: readonly Credit[], services: readonly Service[]): CreditKind[] {
  const kinds = credits.map(({ kind }) => kind)
  return isPickUp(services) && !kinds.includes('pick_up') ? [...kinds, 'pick_up'] : kinds
}
