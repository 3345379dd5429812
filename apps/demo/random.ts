/** Numbers that look random and are the same for the same seed; from 0 to before 1. */
export type Random = () => number

/**
 * A source of numbers for a text: the same text gives the same numbers on every machine (32-bit hash, then
 * mulberry32). Not for secrets.
 */
export function seeded(seed: string): Random {
  let state = 0x811c9dc5
  for (let index = 0; index < seed.length; index++) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193)
    state ^= state >>> 15
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** True with this probability. */
export function chance(random: Random, probability: number): boolean {
  return random() < probability
}

/** A number from one to before another. */
export function between(random: Random, from: number, to: number): number {
  return from + random() * (to - from)
}

/** One of a list; throws on an empty one. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

/** One of a list, each as likely as its weight says; undefined when all weigh nothing. */
export function weighted<T>(
  random: Random,
  list: readonly T[],
  weightOf: (item: T) => number,
): T | undefined {
  let left = random() * list.reduce((sum, item) => sum + weightOf(item), 0)
  return list.find((item) => {
    left -= weightOf(item)
    return left < 0
  })
}

/** A normally distributed number (Box and Muller). */
export function normal(random: Random, mean: number, deviation: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return mean + deviation * radius * Math.cos(2 * Math.PI * random())
}

/** A lognormally distributed number with this median and coefficient of variation. */
export function lognormal(random: Random, median: number, variation: number): number {
  return median * Math.exp(normal(random, 0, Math.sqrt(Math.log(1 + variation ** 2))))
}

/** An exponentially distributed number. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random())
}

/** How often something happens that happens `mean` times on average (Knuth; normal above 50). */
export function poisson(random: Random, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(normal(random, mean, Math.sqrt(mean))))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}
