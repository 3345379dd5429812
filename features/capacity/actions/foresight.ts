import { getSettings } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { dayOf, startOfDay } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type BookableDay, budgetsOfPlaces } from '../model/bookable.ts'
import { type Shares, takenByHour } from '../model/budget.ts'
import { type CounterSkills, cellNotBefore } from '../model/plan.ts'
import { type ClaimMove, displacedFreed } from '../model/release.ts'
import type { ShiftPlan } from '../model/shiftPlan.ts'
import { cellBits, type Place } from '../model.ts'
import { readDayBudgets } from '../store/budget.ts'
import { readPlaces } from '../store.ts'
import { sharesOfSites } from './budget.ts'
import { skillsOfCounters } from './plan.ts'
import { type Closures, type PlannedDay, planDays } from './release.ts'
import { releasedUntil } from './releaseMoment.ts'

/** A site's day as search offers it by the published plan, and as it would by another. */
export type ForeseenDay = {
  readonly day: LocalDate
  readonly before: BookableDay
  readonly after: BookableDay
}

/** What another plan would do to the bookings of all days to come, and to the times of some. */
export type SiteForesight = {
  readonly moves: readonly ClaimMove[]
  readonly shares: Shares
  readonly days: readonly ForeseenDay[]
}

/**
 * What search would offer at a site if this plan were published, with the budgets of its hours; writes nothing. The site
 * may be one only thought of, with other hours.
 */
export async function foreseeSite(
  tx: Tx,
  site: Site,
  wanted: {
    readonly plan: ShiftPlan
    readonly days: readonly LocalDate[]
    /** Closures as they would be then. */
    readonly closures?: Closures
    /** Shares as they would be then, and the last day released. */
    readonly shares?: Shares
    readonly untilDay?: LocalDate
    /** What counters could do before, where this transaction has changed it. */
    readonly standingSkills?: CounterSkills
  },
): Promise<SiteForesight> {
  const { plan, days, closures } = wanted
  const untilDay = wanted.untilDay ?? (await releasedUntil(tx))
  const planned = await planDays(tx, { planOf: () => plan, untilDay, site, lock: false, closures })
  const skills = await skillsOfCounters(tx)
  const standingShares = (await sharesOfSites(tx))(site.id)
  const shares = wanted.shares ?? standingShares
  const standing = await standingDays(tx, site, days)
  const { bookingLeadMinutes } = await getSettings(tx)
  const notBefore = plus(tx.now, bookingLeadMinutes * MINUTE)
  const first = dayOf(notBefore, site.timeZone)
  const moment = { now: tx.now, today: dayOf(tx.now, site.timeZone), zone: site.timeZone }
  const bookable = (day: LocalDate, { places, booked }: TakenDay, by: Shares): BookableDay => ({
    places,
    budgets: budgetsOfPlaces(places, (hour) => booked.get(hour) ?? 0, by, { ...moment, day }),
    firstCell:
      day < first
        ? Number.POSITIVE_INFINITY
        : day > first
          ? 0
          : cellNotBefore(notBefore, startOfDay(day, site.timeZone)),
  })
  return {
    moves: planned.flatMap(({ release }) => release.moves),
    shares,
    days: days.map((day) => {
      const places = standing(day)
      const before = withSkills(places, wanted.standingSkills ?? skills)
      const change = planned.find((one) => one.day === day)
      const after = change ? dayAfter(change, skills) : withSkills(places, skills)
      return { day, before: bookable(day, before, standingShares), after: bookable(day, after, shares) }
    }),
  }
}

/** The places of a day that take bookings, and minutes taken of each hour, also on places that take none any more. */
type TakenDay = { readonly places: readonly Place[]; readonly booked: ReadonlyMap<number, number> }

async function standingDays(
  tx: Tx,
  { id: siteId }: Site,
  days: readonly LocalDate[],
): Promise<(day: LocalDate) => TakenDay> {
  const inOrder = days.toSorted()
  const [fromDay, toDay] = [inOrder[0], inOrder.at(-1)]
  if (!fromDay || !toDay) return () => ({ places: [], booked: new Map() })
  const places = await readPlaces(tx, { fromDay, toDay, siteIds: [siteId] }, new Map())
  const budgets = await readDayBudgets(
    tx,
    days.map((day) => ({ siteId, day })),
  )
  return (day) => {
    const own = budgets.filter((budget) => budget.day === day)
    return {
      places: places.filter((place) => place.day === day),
      booked: new Map(own.map(({ hour, booked }) => [hour, booked])),
    }
  }
}

function withSkills({ places, booked }: TakenDay, skills: CounterSkills): TakenDay {
  const known = (counter: Id<'counter'>) => skills.get(counter) ?? new Set<Id<'service'>>()
  return { booked, places: places.map((place) => ({ ...place, skills: known(place.counterId) })) }
}

/** A day as it would be, with what is taken of it. */
function dayAfter({ standing, claims, freed, release }: PlannedDay, skills: CounterSkills): TakenDay {
  const gone = new Set([...release.remove, ...release.withdraw])
  const reshaped = new Map(release.reshape.map(({ id, as }) => [id, as]))
  const moved = new Map(release.moves.map((move) => [move.claimId, move]))
  const kept = standing
    .filter(({ id, withdrawn }) => !gone.has(id) && (!withdrawn || reshaped.has(id)))
    .map((place) => ({ ...place, ...reshaped.get(place.id) }))
  const taken = new Map<Id<'place'>, bigint>()
  const displaced = new Set(displacedFreed(freed, standing, release))
  for (const claim of [...claims, ...freed.filter(({ id }) => !displaced.has(id))]) {
    const { placeId, firstCell, endCell } = moved.get(claim.id) ?? claim
    if (placeId === null) continue
    taken.set(placeId, (taken.get(placeId) ?? 0n) | cellBits(firstCell, endCell))
  }
  return {
    places: [...kept, ...release.make].map((place) => ({
      ...place,
      skills: skills.get(place.counterId) ?? new Set<Id<'service'>>(),
      taken: taken.get(place.id) ?? 0n,
    })),
    booked: takenByHour([...taken.values()].map((cells) => ({ taken: cells }))),
  }
}
