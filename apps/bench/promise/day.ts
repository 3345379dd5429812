import { meanOf, newDurations, tableOf } from '#features/promise/model/durations.ts'
import { mixed } from '#features/promise/model/random.ts'
import type { HallDay } from '#features/steering/model/hallDay.ts'
import { simulateDay } from '#features/steering/model/simulateDay.ts'
import { newId } from '#kernel/id.ts'
import { instant } from '#kernel/instant.ts'
import { timed } from './speed.ts'
import { makeWorld } from './world.ts'

const COUNTERS = 20
const BOOKED = 250
const WALK_INS = 200
const OPENS = 480
const CLOSES = 960

/** A whole day of a house with 20 counters and 450 visits, with skills and breaks of the simulated centre. */
function wholeDay(): HallDay {
  const { services, countersOf } = makeWorld(1, 1, 30)
  const ids = services.map(() => newId<'service'>(instant(0)))
  const tables = services.map(({ planned }) => tableOf(newDurations(planned)))
  const able = (counter: number) => ids.filter((_, service) => countersOf[service]?.includes(counter % 8))
  return {
    opens: OPENS,
    closes: CLOSES,
    counters: Array.from({ length: COUNTERS }, (_, nth) => ({
      id: `counter ${nth}`,
      services: able(nth),
      from: OPENS,
      until: CLOSES,
      breaks: [{ from: OPENS + 210 + 10 * (nth % 10), until: OPENS + 240 + 10 * (nth % 10) }],
      pace: 1,
    })),
    comers: Array.from({ length: BOOKED + WALK_INS }, (_, nth) => {
      const booked = nth < BOOKED
      const share = booked ? nth / BOOKED : (nth - BOOKED) / WALK_INS
      const at = OPENS + Math.floor(share * 42) * 10
      return {
        seed: mixed(nth + 1),
        services: ids.slice(nth % ids.length, (nth % ids.length) + 1),
        arrival: booked ? at - 8 : at + (nth % 10),
        appointment: booked ? at : null,
        credits: [],
        durations: tables[nth % tables.length] ?? new Float64Array(1),
      }
    }).toSorted((a, b) => a.arrival - b.arrival),
    rules: {
      earlyMinutes: 20,
      lateMinutes: 15,
      appointmentCreditMinutes: 30,
      creditCeilingMinutes: 60,
      refuses: true,
      intakeExtraMinutes: 2,
    },
    absent: [],
    arrivals: { comes: 0.85, lateness: Float64Array.of(-15, -12, -10, -8, -6, -5, -3, 0, 3, 8) },
    pauses: { chance: 0.04, lengths: Float64Array.of(3, 5, 6, 8, 12) },
  }
}

/** The same day barely: whoever comes takes the counter that is free first, by their mean time; no order, no breaks. */
function bareDay({ counters, comers }: HallDay, meanMinutes: ReadonlyMap<Float64Array, number>): number {
  const free = counters.map(({ from }) => from)
  let waited = 0
  for (const { arrival, durations, services } of comers) {
    let first = -1
    for (const [nth, counter] of counters.entries()) {
      if (!services.every((service) => counter.services?.includes(service))) continue
      if (first < 0 || (free[nth] ?? 0) < (free[first] ?? 0)) first = nth
    }
    const start = Math.max(arrival, free[first] ?? 0)
    free[first] = start + (meanMinutes.get(durations) ?? 0)
    waited += start - arrival
  }
  return waited
}

/** One day once, from people and counters to its figures, intake included: p99 in milliseconds, beside the bare loop. */
export function measureDay(): { readonly day: number; readonly bare: number } {
  const day = wholeDay()
  const means = new Map(day.comers.map(({ durations }) => [durations, meanOf(durations)]))
  let seed = 0
  return {
    day: timed(() => simulateDay(day, { replicates: 1, seed: seed++ })),
    bare: timed(() => bareDay(day, means)),
  }
}
