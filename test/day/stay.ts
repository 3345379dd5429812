import { between, chance, seeded } from '#apps/demo/random.ts'
import { NEEDS, type Need } from '#features/visit/model.ts'

/** What somebody does in the hall besides waiting. */
export type Stay = {
  /** What they need, told by phone at once; null: nothing. */
  readonly need: Need | null
  /** They go for a coffee so many minutes after they came, for ten; null: they stay. */
  readonly awayAfter: number | null
  /** At the counter it turns out that something is missing, and they fetch it. */
  readonly parked: boolean
}

/** One in eight needs something, one in ten goes out for a while, one in sixteen has to fetch something. */
export function stayOf(name: string): Stay {
  const random = seeded(`${name} stay`)
  const need = chance(random, 0.12) ? NEEDS[Math.floor(random() * NEEDS.length)] : undefined
  return {
    need: need ?? null,
    awayAfter: chance(random, 0.1) ? between(random, 2, 8) : null,
    parked: chance(random, 0.06),
  }
}
