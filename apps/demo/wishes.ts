import { combine, plannedMinutes, type Service } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import { matterCount } from './figures.ts'
import { chance, type Random, weighted } from './random.ts'

/** What the demo needs to know of a service. */
export type Asked = Pick<
  Service,
  | 'id'
  | 'key'
  | 'rank'
  | 'minutes'
  | 'minutesPerFurtherPerson'
  | 'peopleLimit'
  | 'standsAlone'
  | 'notWith'
  | 'sharedStep'
  | 'scarce'
>

/** What somebody wants: services with people. */
export type Wish = {
  readonly matters: readonly { readonly serviceKey: string; readonly people: number }[]
  readonly services: readonly Id<'service'>[]
  readonly minutes: number
  /** The birth date is asked for. */
  readonly scarce: boolean
}

/** Longer visits than this are given up by the demo's people: they leave a matter out. */
const LONGEST_MINUTES = 90

/**
 * What somebody wants of the services offered: what is asked for most often more often (weight 1/rank), 1.36 matters
 * on average, mostly for one person. Only what one of the counters can serve completely. Undefined where nothing is
 * offered.
 */
export function drawWish(
  random: Random,
  offered: readonly Asked[],
  counters: readonly { readonly skills: ReadonlySet<Id<'service'>> }[],
): Wish | undefined {
  const first = weighted(random, offered, (service) => 1 / service.rank)
  if (!first) return undefined
  const chosen = [first]
  for (let further = matterCount(random) - 1; further > 0; further--) {
    const fits = offered.filter(
      (service) =>
        !chosen.includes(service) &&
        chosen.every((one) => combine(one, service)) &&
        servedTogether(counters, [...chosen, service]),
    )
    const next = weighted(random, fits, (service) => 1 / service.rank)
    if (next && minutesOf([...chosen, next].map((service) => ({ service, people: 1 }))) <= LONGEST_MINUTES) {
      chosen.push(next)
    }
  }
  const matters = chosen.map((service) => ({ service, people: peopleFor(random, service) }))
  return {
    matters: matters.map(({ service, people }) => ({ serviceKey: service.key, people })),
    services: chosen.map((service) => service.id),
    minutes: minutesOf(matters),
    scarce: chosen.some(({ scarce }) => scarce),
  }
}

const minutesOf = (matters: readonly { service: Asked; people: number }[]) => plannedMinutes(matters)

function servedTogether(
  counters: readonly { readonly skills: ReadonlySet<Id<'service'>> }[],
  services: readonly Asked[],
): boolean {
  return counters.some(({ skills }) => services.every((service) => skills.has(service.id)))
}

function peopleFor(random: Random, service: Asked): number {
  if (service.key.endsWith('-family')) return Math.min(service.peopleLimit, 2 + Math.floor(random() * 3))
  return service.peopleLimit > 1 && chance(random, 0.08) ? 2 : 1
}
