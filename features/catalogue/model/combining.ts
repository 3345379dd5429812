/** What several services have in common, such as photo and fingerprints: done once for each person of a visit. */
export type SharedStep = {
  readonly key: string
  /** Of the minutes of the service. */
  readonly minutes: number
}

/** Which services of one visit a service can be combined with. */
export type Combining = {
  readonly key: string
  /** It can be combined with no other. */
  readonly standsAlone: boolean
  /** Keys of services that it cannot be combined with; these name it, too. */
  readonly notWith: readonly string[]
}

/** A service asked for, for so many people. */
export type AskedMatter = {
  readonly service: {
    readonly minutes: number
    readonly minutesPerFurtherPerson: number
    readonly sharedStep: SharedStep | null
  }
  readonly people: number
}

/** Can these two services be done in one visit? The same in either order. */
export function combine(one: Combining, other: Combining): boolean {
  if (one.standsAlone || other.standsAlone) return false
  return !one.notWith.includes(other.key) && !other.notWith.includes(one.key)
}

/** The first two of these services that cannot be done in one visit; undefined if all can. */
export function firstApart<S extends Combining>(services: readonly S[]): readonly [S, S] | undefined {
  for (const [index, other] of services.entries()) {
    const one = services.slice(0, index).find((earlier) => !combine(earlier, other))
    if (one) return [one, other]
  }
  return undefined
}

/**
 * The minutes that a visit with these matters is planned for, rounded up to five: those of each matter and of its
 * further people, but of a step that several matters share only the longest for each person. Who comes for fewer
 * matters is taken to be among those who come for more.
 */
export function plannedMinutes(matters: readonly AskedMatter[]): number {
  const people = Math.max(0, ...matters.map((matter) => matter.people))
  let minutes = 0
  for (let nth = 1; nth <= people; nth++) {
    minutes += minutesOfPerson(matters.filter((matter) => matter.people >= nth).map(partFor(nth)))
  }
  return Math.ceil(minutes / 5) * 5
}

type Part = { readonly minutes: number; readonly step: string | null; readonly shared: number }

/** What a matter takes for its first or a further person, and how much of it may be shared. */
function partFor(nth: number): (matter: AskedMatter) => Part {
  return ({ service }) => {
    const minutes = nth === 1 ? service.minutes : service.minutesPerFurtherPerson
    const { key: step = null, minutes: most = 0 } = service.sharedStep ?? {}
    return { minutes, step, shared: Math.min(most, minutes) }
  }
}

function minutesOfPerson(parts: readonly Part[]): number {
  const own = parts.reduce((sum, { minutes, shared }) => sum + minutes - shared, 0)
  const steps = [...Map.groupBy(parts, ({ step }) => step).values()]
  return own + steps.reduce((sum, same) => sum + Math.max(...same.map(({ shared }) => shared)), 0)
}
