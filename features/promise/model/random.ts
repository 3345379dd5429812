/** What is drawn by chance in a replicate; each has a number of its own, so that one never moves another. */
export const PURPOSES = {
  duration: 1,
  remaining: 2,
  comes: 3,
  lateness: 4,
  pause: 5,
  pauseLength: 6,
  breakLength: 7,
} as const

/** A whole number of 32 bits whose bits all depend on all bits of the one given (the finalizer of MurmurHash3). */
export function mixed(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}

/** A whole number of 32 bits for a name, the same on every machine (FNV-1a, then mixed). */
export function seedOf(name: string): number {
  let bits = 0x811c9dc5
  for (let index = 0; index < name.length; index++)
    bits = Math.imul(bits ^ name.charCodeAt(index), 0x01000193)
  return mixed(bits)
}

const STEP = 0x9e3779b1
const SHARE = 1 / 4_294_967_296

/** What is common to all that is drawn for one purpose in one replicate; the first half of `drawn`. */
export function luckOf(replicate: number, purpose: number): number {
  return mixed(Math.imul(replicate, STEP) + purpose)
}

/**
 * A number from 0 up to but not including 1 that belongs to a replicate, a purpose and somebody's seed, and never comes
 * from a stream: whoever is added or taken away changes nobody else's luck, so that pictures do not flicker and
 * comparisons of with and without are sharp (common random numbers).
 */
export function drawn(luck: number, seed: number): number {
  return (mixed(luck ^ seed) >>> 0) * SHARE
}
