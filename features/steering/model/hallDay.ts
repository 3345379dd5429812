import type { Pauses } from '#features/promise/model/hall.ts'
import { seedOf } from '#features/promise/model/random.ts'
import { type Changes, spanOf } from './changes.ts'
import { countersUnder, newCounters } from './counters.ts'
import { durationsFor } from './durations.ts'
import type { Rules, SiteDay, SiteKnown, Visitor, WorkedCounter } from './siteDay.ts'
import { followsTo, goes, movedTo, visitorsUnder } from './visitors.ts'

/** Somebody who comes, as they are played. Minutes since midnight. */
export type Comer = Pick<Visitor, 'appointment' | 'credits' | 'services'> & {
  readonly seed: number
  readonly arrival: number
  readonly durations: Float64Array
}

/** One hall on one day, with everything that playing it needs. */
export type HallDay = {
  readonly opens: number
  readonly closes: number
  readonly counters: readonly WorkedCounter[]
  /** By their arrival. */
  readonly comers: readonly Comer[]
  /** Who has an appointment and does not come; nobody knows it before. */
  readonly absent: readonly Absent[]
  readonly rules: Rules
  readonly pauses: Pauses
  /** Of people with an appointment, how many come, and how late (sorted). */
  readonly arrivals: { readonly comes: number; readonly lateness: Float64Array }
}

/** Somebody with an appointment who does not come. */
export type Absent = Omit<Comer, 'arrival' | 'appointment' | 'credits'> & { readonly appointment: number }

/** A site on a day, with what is known of it. */
export type KnownDay = { readonly day: SiteDay; readonly known: SiteKnown }

/** The halls of a day as they were: one for each site. */
export function hallsAsTheyWere(sites: readonly KnownDay[]): HallDay[] {
  return sites.map(({ day, known }) => ({
    ...hallOf(day, known),
    ...peopleOf(day.visitors, known, []),
  }))
}

/**
 * The halls of a day under changes. Counters, skills, shifts and hours are those of the first site; demand, durations,
 * no-shows, credits and the share without appointment concern all of them. A site that moves in brings its counters and as
 * many of its people as was stated, others go to other sites at the same part of their day; a new site draws by chance as
 * many of each site's people as was stated, if its counters can do all of theirs.
 */
export function hallsUnder(changes: Changes, [first, ...further]: readonly KnownDay[]): HallDay[] {
  if (!first) return []
  const rest = further.map((other) => changed(other, { ...changes, ...OWN_ALONE }))
  const merged = rest.filter(({ day }) => day.siteId === changes.mergedSiteId)
  const followers = (to: string) =>
    merged.map((site) => ({
      ...site,
      visitors: site.visitors.filter(({ visitor }) => followsTo(visitor, changes) === to),
    }))
  const own = joined(changed(first, changes), followers('here'))
  const others = rest.filter((one) => !merged.includes(one))
  const halls = [own, ...others.map((site) => withPeople(site, followers(site.day.siteId)))]
  return changes.newSite === null ? halls.map(hallOfSite) : withNewSite(halls, changes.newSite)
}

/** What concerns the first site alone. */
const OWN_ALONE = { closed: [], added: [], shifts: [], skills: [], hours: null } as const

type Site = {
  readonly day: SiteDay
  readonly hall: Omit<HallDay, 'comers' | 'absent'>
  /** The visitors with what they turn into: whoever goes to another site still takes as long as here. */
  readonly visitors: readonly {
    readonly visitor: Visitor
    readonly siteId: string
    readonly known: SiteKnown
    readonly durations: Changes['durations']
  }[]
}

function changed({ day, known }: KnownDay, changes: Changes): Site {
  const { creditMinutes, ceilingMinutes, intakeExtraMinutes, noShowPercent, hours, durations } = changes
  const hall = hallOf(day, known)
  const span = hours === null ? { from: day.opens, until: day.closes } : spanOf(hours)
  return {
    day,
    hall: {
      ...hall,
      opens: span.from,
      closes: span.until,
      counters: countersUnder(day, known, changes),
      rules: {
        ...hall.rules,
        appointmentCreditMinutes: creditMinutes ?? hall.rules.appointmentCreditMinutes,
        creditCeilingMinutes: ceilingMinutes ?? hall.rules.creditCeilingMinutes,
        refuses: intakeExtraMinutes === null ? hall.rules.refuses : true,
        intakeExtraMinutes: intakeExtraMinutes ?? hall.rules.intakeExtraMinutes,
      },
      arrivals: noShowPercent === null ? hall.arrivals : { ...hall.arrivals, comes: 1 - noShowPercent / 100 },
    },
    visitors: visitorsUnder(day, known, changes).map((visitor) => ({
      visitor,
      siteId: day.siteId,
      known,
      durations,
    })),
  }
}

function joined(own: Site, others: readonly Site[]): Site {
  if (others.length === 0) return own
  const all = [own, ...others]
  return {
    day: own.day,
    hall: {
      ...own.hall,
      opens: Math.min(...all.map(({ hall }) => hall.opens)),
      closes: Math.max(...all.map(({ hall }) => hall.closes)),
      counters: all.flatMap(({ hall }) => hall.counters),
    },
    visitors: all.flatMap(({ visitors }) => visitors),
  }
}

/** A site to which people of others go, too, in its hours. */
function withPeople(site: Site, from: readonly Site[]): Site {
  const { opens, closes } = site.hall
  const come = from.flatMap(({ visitors, hall }) =>
    visitors.map((one) => ({ ...one, visitor: movedTo({ from: opens, until: closes }, hall, one.visitor) })),
  )
  return { ...site, visitors: [...site.visitors, ...come] }
}

function withNewSite(sites: readonly Site[], newSite: NonNullable<Changes['newSite']>): HallDay[] {
  const span = spanOf(newSite)
  const able = newSite.services === null ? null : new Set<string>(newSite.services)
  const percentOf = new Map<string, number>()
  for (const { siteId, percent } of newSite.shares)
    percentOf.set(siteId, (percentOf.get(siteId) ?? 0) + percent)
  const moves = ({ visitor, siteId }: Site['visitors'][number]) =>
    visitor.services.every((service) => able === null || able.has(service)) &&
    goes(visitor, percentOf.get(siteId) ?? 0)
  const there = sites.flatMap(({ visitors, hall }) =>
    visitors.filter(moves).map((one) => ({ ...one, visitor: movedTo(span, hall, one.visitor) })),
  )
  const [pattern] = sites
  if (!pattern) return []
  const hall = {
    ...pattern.hall,
    opens: span.from,
    closes: span.until,
    counters: newCounters('new site', newSite.counters, newSite.services, span),
  }
  const stays = sites.map((site) => ({ ...site, visitors: site.visitors.filter((one) => !moves(one)) }))
  return [...stays, { day: pattern.day, hall, visitors: there }].map(hallOfSite)
}

function hallOfSite({ hall, visitors }: Site): HallDay {
  const people = visitors.map(({ visitor, known, durations }) => peopleOf([visitor], known, durations))
  return {
    ...hall,
    comers: inOrder(people.flatMap(({ comers }) => comers)),
    absent: people.flatMap(({ absent }) => absent),
  }
}

function hallOf(day: SiteDay, known: SiteKnown): Omit<HallDay, 'comers' | 'absent'> {
  const { opens, closes, counters } = day
  const { rules, pauses, lateness, shares } = known
  return { opens, closes, counters, rules, pauses, arrivals: { comes: 1 - shares.noShow, lateness } }
}

/** Who comes, by their arrival, and who has an appointment and does not. */
function peopleOf(visitors: readonly Visitor[], known: SiteKnown, durations: Changes['durations']) {
  const comers: Comer[] = []
  const absent: Absent[] = []
  for (const visitor of visitors) {
    const { id, arrival, appointment, credits, services } = visitor
    const person = { seed: seedOf(id), services, durations: durationsFor(visitor, known, durations) }
    if (arrival !== null) comers.push({ ...person, arrival, appointment, credits })
    else if (appointment !== null) absent.push({ ...person, appointment })
  }
  return { comers: inOrder(comers), absent }
}

function inOrder(comers: readonly Comer[]): Comer[] {
  return comers.toSorted((a, b) => a.arrival - b.arrival || a.seed - b.seed)
}
