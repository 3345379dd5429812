import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { housePlanOf } from '#features/house/actions.ts'
import { countersWithRoom, type HousePlan, type Thing, waitingPlaceFor } from '#features/house/model.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Texts } from '#kernel/language.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Standing } from './standing.ts'

/** What a drawn house says to one person: where they wait, and from where to where they go next. */
export type HouseNow = {
  readonly plan: HousePlan
  /** Where they wait best. */
  readonly place: Thing | undefined
  readonly from: Thing
  readonly to: Thing
  /** They said that they climb no steps, or come with a pram. */
  readonly stepFree: boolean
  /** The counters at which a pram or a wheelchair has room; empty for those who need none. */
  readonly roomy: readonly Texts[]
  /** How counters are called, by key. */
  readonly counters: ReadonlyMap<string, Texts>
}

/**
 * Where somebody goes next in a drawn house: called, from where they wait to the counter; before that from here to where
 * they wait. `here` is a kiosk for whoever stands at one, by its key in the plan; null for one of which nobody has said
 * where it stands. Undefined where the house is not drawn so far.
 */
export async function houseNowOf(
  tx: Tx,
  site: Site,
  visit: Visit,
  standing: Standing | undefined,
  here: 'phone' | { readonly kiosk: string | null } = 'phone',
): Promise<HouseNow | undefined> {
  const plan = (await housePlanOf(tx, site.id))?.plan
  if (!plan) return undefined
  const place = waitingPlaceFor(plan, visit.needs)
  const calledTo = standing?.counter?.key
  const counter = plan.things.find((thing) => thing.kind === 'counter' && thing.counter === calledTo)
  const kiosks = plan.things.filter(({ kind }) => kind === 'kiosk')
  const kiosk = (here !== 'phone' && kiosks.find(({ key }) => key === here.kiosk)) || kiosks[0]
  const entrance = plan.things.find(({ kind }) => kind === 'entrance')
  const arrived = (visit.channel === 'kiosk' ? kiosk : undefined) ?? entrance
  const from = here !== 'phone' ? (kiosk ?? entrance) : counter ? (place ?? arrived) : arrived
  const to = counter ?? place
  if (!from || !to || (standing?.counter && !counter)) return undefined
  const names = new Map((await listCounters(tx, site.id)).map(({ key, texts }) => [key, texts.label]))
  const stepFree = visit.needs.some((need) => need === 'step_free' || need === 'infants')
  return {
    plan,
    place,
    from,
    to,
    stepFree,
    roomy: stepFree ? countersWithRoom(plan).flatMap((key) => names.get(key) ?? []) : [],
    counters: names,
  }
}
