/** Numbers from 0 up to but not including 1, one after another, from a seed (mulberry32). */
export type Chance = () => number

export function chanceFrom(seed: number): Chance {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Standard normal (Box and Muller). */
export function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
}

/** Lognormal with this mean and this spread of the logarithm. */
export function lognormal(chance: Chance, mean: number, spread: number): number {
  return mean * Math.exp(spread * normal(chance) - spread ** 2 / 2)
}

export function exponential(chance: Chance, mean: number): number {
  return -mean * Math.log(1 - chance())
}

/** How many come when so many are expected (Poisson, by the times between them; for hundreds). */
export function poisson(chance: Chance, expected: number): number {
  let count = -1
  let time = 0
  while (time < expected) {
    time += exponential(chance, 1)
    count++
  }
  return count
}
