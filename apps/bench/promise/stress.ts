import { type Chance, chanceFrom } from './chance.ts'
import type { PredictOptions } from './run.ts'
import { type Day, makeDay, type Somebody, type World } from './world.ts'

/** A world in which something goes as nobody planned. */
export type Stress = { readonly name: string } & Pick<PredictOptions, 'dayOf' | 'distorts'>

/** The first day on which what is new is there. */
const LEARNED = 30
const NEW_SERVICE = 3

const chanceOf = (world: World, number: number) => chanceFrom(world.seed * 31_337 + number * 101 + 7)

/** A day of the world with something changed. */
const changed =
  (change: (day: Day, chance: Chance, number: number) => Day) =>
  (world: World, number: number): Day =>
    change(makeDay(world, number), chanceOf(world, number), number)

const withPeople = (day: Day, people: readonly Somebody[]): Day => ({ ...day, people })

export const STRESSES: readonly Stress[] = [
  {
    name: 'clerk_leaves',
    dayOf: changed((day, chance) => ({
      ...day,
      leaves: { counter: Math.floor(chance() * 8), at: 120 + chance() * 240 },
    })),
  },
  {
    // One day a third fewer walk-ins come, the next a third more: those of a day further on come as well.
    name: 'demand_30',
    dayOf: (world, number) => {
      const [day, chance] = [makeDay(world, number), chanceOf(world, number)]
      const walkIns = (of: Day) => of.people.filter(({ appointment }) => appointment === null)
      if (number % 2 === 0)
        return withPeople(
          day,
          day.people.filter(({ appointment }) => appointment !== null || chance() < 0.7),
        )
      const more = walkIns(makeDay(world, number + 50_000)).filter(() => chance() < 0.3)
      return withPeople(day, [...day.people, ...more.map((each) => ({ ...each, id: each.id + 10_000 }))])
    },
  },
  {
    // As long as is learned, whoever comes for it comes for the matter before it.
    name: 'new_service',
    dayOf: changed((day, _, number) =>
      number >= LEARNED
        ? day
        : withPeople(
            day,
            day.people.map((each) =>
              each.service === NEW_SERVICE ? { ...each, service: NEW_SERVICE - 1 } : each,
            ),
          ),
    ),
  },
  {
    name: 'outage_20',
    dayOf: changed((day, chance) => {
      const from = 60 + chance() * 300
      return { ...day, outage: { from, until: from + 20 } }
    }),
  },
  {
    // For a quarter of an hour each day the clocks are an hour ahead: whatever ends then took an hour longer.
    name: 'clock_gaps',
    distorts: (minutes, at, number) => {
      const from = 60 + ((number * 97) % 300)
      return at >= from && at < from + 15 ? minutes + 60 : minutes
    },
  },
  {
    name: 'heavy_tails',
    dayOf: changed((day, chance) =>
      withPeople(
        day,
        day.people.map((each) =>
          chance() < 0.02 ? { ...each, base: each.base * (4 + 2 * chance()) } : each,
        ),
      ),
    ),
  },
]
