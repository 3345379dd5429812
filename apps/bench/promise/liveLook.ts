import { experienceOf, NOTHING_HAPPENED } from '#features/promise/model/happened.ts'
import { lookAtSite, timesOfSite } from '#features/promise/model/lookAtSite.ts'
import type { CounterSeen, PersonSeen, SiteSeen } from '#features/promise/model/seen.ts'
import { type Id, newId } from '#kernel/id.ts'
import { instant, MINUTE, plus } from '#kernel/instant.ts'
import { timed } from './speed.ts'
import { makeWorld } from './world.ts'

const NOW = instant(0)
const [COUNTERS, WAITING, EXPECTED] = [8, 60, 60]
/** Before closing every walk-in is asked of; the last free times begin where their planned minutes just fit. */
const CLOSING = 240
const ROUNDS = 60

/** A site four hours before it closes, with a free time of each service in every part of the afternoon. */
function busySite(): SiteSeen {
  const { services, countersOf } = makeWorld(1, 1, 20)
  const ids = services.map(() => newId<'service'>(NOW))
  const planned = services.map(({ planned: minutes }, nth) => ({
    id: ids[nth] ?? newId<'service'>(NOW),
    minutes,
  }))
  const inMinutes = (minutes: number) => plus(NOW, minutes * MINUTE)
  const person = (nth: number): PersonSeen => {
    const { id, minutes } = planned[nth % planned.length] ?? { id: newId<'service'>(NOW), minutes: 10 }
    return { visitId: `visit ${nth}` as Id<'visit'>, services: [id], minutes, forCounterId: null }
  }
  const counters = Array.from(
    { length: COUNTERS },
    (_, nth): CounterSeen => ({
      counterId: `counter ${nth}` as Id<'counter'>,
      skills: new Set(ids.filter((_, service) => countersOf[service]?.includes(nth))),
      serving: { ...person(1_000 + nth), since: inMinutes(-5) },
      freeFrom: NOW,
      stopsAt: null,
      breaks: [{ from: inMinutes(30 + 10 * nth), minutes: 30 }],
      worksUntil: inMinutes(CLOSING),
      pace: 1,
    }),
  )
  return {
    ...{ now: NOW, closesAt: inMinutes(CLOSING), counters },
    waiting: Array.from({ length: WAITING }, (_, nth) => ({
      ...person(nth),
      ...{ booked: false, dueAt: inMinutes(-(nth % 37)), callableFrom: NOW },
    })),
    expected: Array.from({ length: EXPECTED }, (_, nth) => ({
      ...person(10_000 + nth),
      appointmentAt: inMinutes((nth * (CLOSING - 40)) / EXPECTED),
    })),
    services: planned,
    rules: { early: 20, late: 15, credit: 30 },
    walkIns: ids.map((service) => ({ service, credit: 0 })),
    freeToday: planned.map(({ id, minutes }) => ({
      ...{ service: id, first: inMinutes(15), last: inMinutes(CLOSING - minutes) },
    })),
    ...{ planned: true, mayOpen: [], theta: 2, coming: null },
  }
}

/** One look at a busy site as a worker takes it every 15 seconds, and one at its free times, every 45. p99 in milliseconds. */
export function measureLiveLook(): { readonly look: number; readonly times: number } {
  const experience = experienceOf(NOTHING_HAPPENED)
  const site = busySite()
  return {
    look: timed(() => lookAtSite(site, experience), ROUNDS),
    times: timed(() => timesOfSite(site, experience), ROUNDS),
  }
}
