import type { CounterDirection, StoredSetup } from '#db/json.ts'
import type { ServiceMode } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Texts } from '#kernel/language.ts'

// Which counter of a site can do what, and what is done there by appointment or without.

/** The counters of a site in their order, also those given up, and its offers. Skills in a fixed order. */
export type SiteSetup = StoredSetup
export type CounterSetup = SiteSetup['counters'][number]

/** A counter as it shall be; without id a new one. */
export type CounterWish = {
  readonly id: Id<'counter'> | null
  readonly key: string
  readonly label: Texts
  readonly level: Texts | null
  /** The way from the displays; null where they show none. */
  readonly direction: CounterDirection | null
  readonly active: boolean
  readonly skills: readonly Id<'service'>[]
}

/** What shall be otherwise; whatever is not named stays. */
export type SetupWish = {
  readonly offers: readonly { readonly serviceId: Id<'service'>; readonly mode: ServiceMode }[]
  readonly counters: readonly CounterWish[]
}

/** Why a setup cannot be: in the order in which it is said. */
export const SETUP_FAULTS = ['unknown', 'key_taken', 'no_label', 'no_way', 'open', 'unserved'] as const
export type SetupFault = {
  readonly code: (typeof SETUP_FAULTS)[number]
  readonly serviceId: Id<'service'> | null
  /** The key of a counter. */
  readonly counter: string | null
}

/** A site's setup with a wish laid over it; each new counter gets an id. */
export function withWish(setup: SiteSetup, wish: SetupWish, newCounterId: () => Id<'counter'>): SiteSetup {
  const changed = new Map(wish.counters.flatMap((one) => (one.id === null ? [] : [[one.id, one] as const])))
  const modes = new Map(wish.offers.map(({ serviceId, mode }) => [serviceId, mode]))
  return {
    offers: setup.offers.map(({ serviceId, mode }) => ({ serviceId, mode: modes.get(serviceId) ?? mode })),
    counters: [
      ...setup.counters.map((counter) => {
        const one = changed.get(counter.id)
        return one ? asWished(counter.id, one) : counter
      }),
      ...wish.counters.filter(({ id }) => id === null).map((one) => asWished(newCounterId(), one)),
    ],
  }
}

function asWished(id: Id<'counter'>, wish: CounterWish): CounterSetup {
  const { key, label, level, direction, active, skills } = wish
  const texts = { label, level, ...(direction && { direction }) }
  return { id, key, texts, active, skills: [...new Set(skills)].toSorted() }
}

/**
 * What keeps a wish from being saved. Services of the site that nobody could serve any more are faults, those that
 * nobody could serve before are not: `open` are counters at which somebody sits.
 */
export function setupFaults(
  before: SiteSetup,
  wish: SetupWish,
  {
    services,
    open,
    after,
  }: {
    readonly services: ReadonlySet<Id<'service'>>
    readonly open: ReadonlySet<Id<'counter'>>
    readonly after: SiteSetup
  },
): readonly SetupFault[] {
  const known = new Set(before.counters.map(({ id }) => id))
  const offered = new Set(before.offers.map(({ serviceId }) => serviceId))
  const faults: SetupFault[] = []
  const add = (code: SetupFault['code'], about: Partial<Omit<SetupFault, 'code'>>) =>
    faults.push({ code, serviceId: null, counter: null, ...about })
  for (const { serviceId } of wish.offers) if (!offered.has(serviceId)) add('unknown', { serviceId })
  for (const { id, key, skills, label, direction } of wish.counters) {
    if (id !== null && !known.has(id)) add('unknown', { counter: key })
    for (const serviceId of skills) if (!services.has(serviceId)) add('unknown', { counter: key, serviceId })
    if (hasEmpty(label)) add('no_label', { counter: key })
    if (direction && hasEmpty(direction.text)) add('no_way', { counter: key })
  }
  const keys = after.counters.map(({ key }) => key)
  for (const key of new Set(keys.filter((one, nth) => keys.indexOf(one) !== nth)))
    add('key_taken', { counter: key })
  for (const { id, key, active } of after.counters) if (!active && open.has(id)) add('open', { counter: key })
  const served = servedBy(before)
  const still = servedBy(after)
  for (const { serviceId } of after.offers)
    if (served.has(serviceId) && !still.has(serviceId)) add('unserved', { serviceId })
  return faults
}

const hasEmpty = (texts: Texts) => Object.values(texts).some((text) => text.trim() === '')

/** Everything that some counter in use can do. */
function servedBy({ counters }: SiteSetup): ReadonlySet<Id<'service'>> {
  return new Set(counters.flatMap(({ active, skills }) => (active ? skills : [])))
}

/** What can happen to a counter by a change of the setup. */
export const COUNTER_CHANGES = ['added', 'closed', 'reopened', 'changed'] as const
