import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { housePlanOf } from '#features/house/actions.ts'
import { countersWithRoom, type HousePlan, type Thing, waitingPlaceFor } from '#features/house/model.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Texts } from '#kernel/language.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { HallView } from '../actions.ts'
import { canServe } from '../model.ts'
import type { StandingNow } from './visitBehind.ts'

/** What a drawn house says to one person: where they wait, and from where to where they go next. */
export type HouseNow = {
  readonly plan: HousePlan
  /** Where they wait best. */
  readonly place: Thing | undefined
  readonly from: Thing
  readonly to: Thing
  /** They said that they climb no steps, or come with a pram. */
  readonly stepFree: boolean
  /** Which of the counters that may call them have room for a pram or a wheelchair; empty for those who need none. */
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
  { view, standing }: StandingNow,
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
    roomy: stepFree
      ? countersWithRoom(plan, mayCall(view, visit)).flatMap((key) => names.get(key) ?? [])
      : [],
    counters: names,
  }
}

/** The keys of the open counters that may call somebody. */
function mayCall({ waiting, counters }: HallView, { id, forCounterId }: Visit): ReadonlySet<string> {
  const services = waiting.find(({ visit }) => visit.id === id)?.services ?? []
  return new Set(
    counters.flatMap(({ counter, open }) =>
      open && canServe({ counterId: counter.id, skills: counter.skills }, { services, forCounterId })
        ? [counter.key]
        : [],
    ),
  )
}
