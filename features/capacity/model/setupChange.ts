import { isDeepStrictEqual } from 'node:util'
import type { ServiceMode } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Texts } from '#kernel/language.ts'
import type { COUNTER_CHANGES, CounterSetup, SiteSetup } from './setup.ts'

// Apart from the rules of a setup, which screens read, too.

/** Do two setups say the same? */
export function sameSetup(one: SiteSetup, other: SiteSetup): boolean {
  return isDeepStrictEqual(one, other)
}

/** What a change did to one counter. */
export type CounterChange = {
  readonly key: string
  readonly label: Texts
  readonly change: (typeof COUNTER_CHANGES)[number]
  readonly renamed: boolean
  /** Another way to it is shown, or none any more. */
  readonly led: boolean
  readonly gained: readonly Id<'service'>[]
  readonly lost: readonly Id<'service'>[]
}

export type SetupChanges = {
  readonly offers: readonly {
    readonly serviceId: Id<'service'>
    readonly before: ServiceMode | null
    readonly after: ServiceMode | null
  }[]
  readonly counters: readonly CounterChange[]
}

/** What is otherwise in the later of two setups, counter by counter and offer by offer. */
export function setupChanges(before: SiteSetup, after: SiteSetup): SetupChanges {
  const modes = new Map(before.offers.map(({ serviceId, mode }) => [serviceId, mode]))
  const later = new Map(after.offers.map(({ serviceId, mode }) => [serviceId, mode]))
  const standing = new Map(before.counters.map((counter) => [counter.id, counter]))
  const kept = new Set(after.counters.map(({ id }) => id))
  const gone = before.counters.filter(({ id, active }) => active && !kept.has(id))
  return {
    offers: [...new Set([...modes.keys(), ...later.keys()])]
      .map((serviceId) => ({
        serviceId,
        before: modes.get(serviceId) ?? null,
        after: later.get(serviceId) ?? null,
      }))
      .filter((offer) => offer.before !== offer.after),
    counters: [
      ...after.counters.flatMap((counter) => counterChange(standing.get(counter.id), counter)),
      ...gone.map(({ key, texts }) => ({
        ...{ key, label: texts.label, change: 'closed' as const, renamed: false, led: false },
        ...{ gained: [], lost: [] },
      })),
    ],
  }
}

function counterChange(before: CounterSetup | undefined, after: CounterSetup): CounterChange[] {
  if (isDeepStrictEqual(before, after)) return []
  const known = new Set(before?.skills)
  const still = new Set(after.skills)
  const change = !before
    ? 'added'
    : before.active === after.active
      ? 'changed'
      : after.active
        ? 'reopened'
        : 'closed'
  return [
    {
      key: after.key,
      label: after.texts.label,
      change,
      renamed: before !== undefined && !isDeepStrictEqual(wordsOf(before), wordsOf(after)),
      led: before !== undefined && !isDeepStrictEqual(before.texts.direction, after.texts.direction),
      gained: after.skills.filter((skill) => !known.has(skill)),
      lost: [...known].filter((skill) => !still.has(skill)),
    },
  ]
}

const wordsOf = ({ key, texts: { label, level } }: CounterSetup) => [key, label, level]
