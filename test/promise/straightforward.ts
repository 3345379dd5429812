import type { Hall, Person } from '#features/promise/model/hall.ts'
import { remaining } from '#features/promise/model/kernel.ts'
import { drawn, luckOf, PURPOSES } from '#features/promise/model/random.ts'

const NEVER = Number.POSITIVE_INFINITY

type Entry = {
  readonly index: number
  readonly at: number
  readonly key: number
  readonly of: Person
}

/**
 * What the kernel says, by another way: at each step every counter and everybody is looked at anew. Slow, and plain
 * enough to be believed. When each who waits begins and ends in one replicate.
 */
export function straightforward(hall: Hall, replicate: number): { start: number; end: number }[] {
  const times = hall.waiting.map(() => ({ start: NEVER, end: NEVER }))
  let entries = entriesOf(hall, replicate)
  const counters = hall.counters.map((counter, nth) => {
    const { serving } = counter
    const rest = serving
      ? remaining(
          serving.durations,
          hall.now - serving.since,
          counter.pace * hall.pace,
          replicate,
          serving.seed,
        )
      : 0
    return {
      ...counter,
      nth,
      free: Math.max(counter.freeFrom, hall.now + rest),
      breaks: [...counter.breaks],
      had: 0,
    }
  })
  for (;;) {
    // What happens next: the earliest moment at which a counter is free and has something to do.
    const steps = counters.flatMap((counter) => {
      const due = counter.breaks[0]
      const fits = entries.filter(({ of }) => of.counters.includes(counter.nth))
      const first = Math.max(counter.free, Math.min(NEVER, ...fits.map(({ at }) => at)))
      const rests = due ? Math.max(counter.free, due.from) : NEVER
      if (
        rests <= first &&
        (rests < counter.stopsAt || counter.free >= counter.stopsAt || rests === counter.free)
      )
        return rests === NEVER ? [] : [{ counter, at: rests, rests: true }]
      return first < counter.stopsAt ? [{ counter, at: first, rests: false }] : []
    })
    const step = steps.sort((a, b) => a.at - b.at || a.counter.nth - b.counter.nth)[0]
    if (!step) return times
    const { counter, at } = step
    if (step.rests) {
      const due = counter.breaks.shift() ?? { shortest: 0, longest: 0 }
      const share = drawn(luckOf(replicate, PURPOSES.breakLength), counter.nth * 31 + counter.had++)
      counter.free = at + due.shortest + share * (due.longest - due.shortest)
      continue
    }
    const [next] = entries
      .filter((entry) => entry.at <= at && entry.of.counters.includes(counter.nth))
      .sort((a, b) => a.key - b.key || a.index - b.index)
    if (!next) throw new Error('somebody is there')
    entries = entries.filter((entry) => entry !== next)
    const { durations, seed } = next.of
    const minutes =
      durations[Math.floor(drawn(luckOf(replicate, PURPOSES.duration), seed) * durations.length)] ?? 0
    // Multiplied in the kernel's order: at the very end of a shift the last bit decides.
    const end = at + minutes * (counter.pace * hall.pace)
    if (times[next.index]) times[next.index] = { start: at, end }
    const paused = drawn(luckOf(replicate, PURPOSES.pause), seed) < hall.pauses.chance
    const { lengths } = hall.pauses
    counter.free =
      end +
      (paused
        ? (lengths[Math.floor(drawn(luckOf(replicate, PURPOSES.pauseLength), seed) * lengths.length)] ?? 0)
        : 0)
  }
}

function entriesOf({ waiting, expected, mayCome = [], now, arrivals }: Hall, replicate: number): Entry[] {
  const here = waiting.map((of, index) => ({ index, at: Math.max(now, of.callableFrom), key: of.key, of }))
  const coming = expected.flatMap((of, nth) => {
    if (drawn(luckOf(replicate, PURPOSES.comes), of.seed) >= of.chance) return []
    const possible = [...arrivals.lateness].filter((late) => late > now - of.appointment)
    const by =
      possible[Math.floor(drawn(luckOf(replicate, PURPOSES.lateness), of.seed) * possible.length)] ?? 0
    const comes = Math.max(now, of.appointment + by)
    const late = comes > of.appointment + arrivals.late
    const at = late ? comes : Math.max(comes, of.appointment - arrivals.early)
    const key = late ? comes : Math.max(of.appointment, comes) - arrivals.credit
    return [{ index: waiting.length + nth, at, key, of }]
  })
  const walkIns = mayCome.flatMap((of, nth) => {
    if (drawn(luckOf(replicate, PURPOSES.comes), of.seed) >= of.chance) return []
    return [{ index: waiting.length + expected.length + nth, at: Math.max(now, of.at), key: of.at, of }]
  })
  return [...here, ...coming, ...walkIns]
}
