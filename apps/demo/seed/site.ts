import type { Closure, Site } from '#features/authority/model.ts'
import type { ShiftsFile } from '#features/capacity/contract.ts'
import type { Counter, Place } from '#features/capacity/model.ts'
import type { Links } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import type { comesAgain, Fate } from '../fate.ts'
import type { Random } from '../random.ts'
import type { Asked } from '../wishes.ts'
import type { Act } from './act.ts'
import { type Agenda, createAgenda } from './agenda.ts'
import { playBookings } from './bookings.ts'
import { playHall } from './hall.ts'

/** What a site's play is made from. */
export type SiteScript = {
  readonly site: Site
  readonly closures: readonly Closure[]
  readonly counters: readonly Counter[]
  readonly shifts: ShiftsFile
  readonly offered: readonly (Asked & { readonly mode: 'appointment' | 'walk_in' | 'both' })[]
  readonly places: readonly Place[]
  readonly links: Links
  readonly random: Random
  /** Which part of a real day's people is played on a day. */
  readonly shareOf: (day: LocalDate) => number
  readonly comesAgain: typeof comesAgain
}

/** Somebody who comes or is here. */
export type Person = {
  readonly fate: Fate
  readonly services: readonly Id<'service'>[]
  readonly minutes: number
  returned: boolean
}

/** A site whose past is played: fill its agenda day by day, then do what stands in it. */
export type SitePlay = {
  readonly siteKey: string
  readonly agenda: Agenda<Act>
  /** Enters the bookings that people make on a day, for that day and later ones, from one moment to another. */
  planBookings(day: LocalDate, from: Instant, until: Instant): void
  /** To be called after a look at the waitlist: times that were given back before can be booked again. */
  lookedAtList(now: Instant): void
  /** Enters a day's counters and the people without appointment. */
  planDay(day: LocalDate): void
}

/** Prepares the play of one site. Everything random comes from the script's source, fates from the visits' ids. */
export function playSite(script: SiteScript): SitePlay {
  const agenda = createAgenda<Act>()
  const hall = playHall(script, agenda, (tx, id, person) => bookings.again(tx, id, person))
  const bookings = playBookings(script, agenda, hall.expect)
  const { planBookings, lookedAtList } = bookings
  return { siteKey: script.site.key, agenda, planBookings, lookedAtList, planDay: hall.planDay }
}
