import { type Instant, instant } from '#kernel/instant.ts'

// The proof of work that a browser does before a time is held for it. The server picks a number below `numbers` and
// shows its digest; the browser tries numbers until it has it. This file runs on the server and in the browser's worker.

/** What a browser has to work on. */
export type Challenge = {
  readonly salt: string
  readonly until: Instant
  /** The number is below this: so many hashes at most, half of them on average. */
  readonly numbers: number
  /** SHA-256 of `salt.number`, in hex. */
  readonly target: string
  /** What the server signed it with, together with browser, step and matters. */
  readonly signature: string
}

/** How long a challenge can be answered. Minutes. */
export const CHALLENGE_MINUTES = 20

/** So many holds a minute are a quiet day; from there on the work grows with them. */
const CALM = 60

/** The longest text of an answer. */
export const PROOF_LIMIT = 240

/** How much work is asked for when so many proofs were spent in the last minute: between floor and ceiling. */
export function numbersFor(spent: number, { floor, ceiling }: { floor: number; ceiling: number }): number {
  return Math.round(Math.min(ceiling, Math.max(floor, (floor * spent) / CALM)))
}

/** Matters as a challenge is bound to them: the same in any order. */
export function boundMatters(
  matters: readonly { readonly serviceKey: string; readonly people: number }[],
): string {
  return matters
    .map(({ serviceKey, people }) => `${serviceKey}:${people}`)
    .toSorted()
    .join()
}

/** A challenge as it travels. */
export function writeChallenge({ salt, until, numbers, target, signature }: Challenge): string {
  return [salt, until, numbers, target, signature].join('.')
}

const PROOF =
  /^([A-Za-z0-9_-]{22})\.(\d{13,15})\.(\d{3,8})\.([0-9a-f]{64})\.([A-Za-z0-9_-]{22})(?:\.(\d{1,8}))?$/

/** Reads a challenge, with the number that answers it if there is one; undefined for anything else. */
export function readProof(text: string): (Challenge & { readonly number: number | undefined }) | undefined {
  const [, salt, until, numbers, target, signature, number] = PROOF.exec(text) ?? []
  if (!salt || !until || !numbers || !target || !signature) return undefined
  const answered = number === undefined ? undefined : Number(number)
  return {
    salt,
    until: instant(Number(until)),
    numbers: Number(numbers),
    target,
    signature,
    number: answered,
  }
}

/** How often a solver says how far it is. */
const REPORT_EVERY = 10_000

/**
 * Solves a challenge; gives the text to send, undefined for one that has no answer. `report` hears how far it is, from
 * 0 to 1. It does not pause: it belongs into a worker; a program that has more to do goes from number to number.
 */
export function solveChallenge(
  text: string,
  report?: (done: number) => void,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): string | undefined {
  const challenge = readProof(text)
  if (!challenge) return undefined
  const { salt, numbers, target } = challenge
  const wanted = Number.parseInt(target.slice(0, 8), 16)
  const hash = sha256Of(salt)
  for (let number = from; number < Math.min(to, numbers); number++) {
    if (number % REPORT_EVERY === 0) report?.(number / numbers)
    // The first 32 bits tell nearly all wrong numbers apart.
    if (hash.firstWord(number) === wanted && hash.hex(number) === target) return `${text}.${number}`
  }
  return undefined
}

/** The digest that a number has to have. */
export function targetOf(salt: string, number: number): string {
  return sha256Of(salt).hex(number)
}

// SHA-256 (FIPS 180-4) of texts that fit into one block. Web Crypto would be slower, because it answers each hash with
// a promise, and browsers have it only over https.
const ROUNDS = 64
const K = new Uint32Array(ROUNDS)
const START = new Uint32Array(8)

function fillConstants(): void {
  const isPrime = (n: number) => {
    for (let d = 2; d * d <= n; d++) if (n % d === 0) return false
    return true
  }
  const fraction = (root: number) => Math.floor((root - Math.floor(root)) * 2 ** 32)
  for (let found = 0, n = 2; found < ROUNDS; n++) {
    if (!isPrime(n)) continue
    if (found < 8) START[found] = fraction(Math.sqrt(n))
    K[found] = fraction(Math.cbrt(n))
    found++
  }
}
fillConstants()

function sha256Of(salt: string) {
  const block = new Uint8Array(64)
  const words = new Uint32Array(ROUNDS)
  const state = new Uint32Array(8)
  const prefix = `${salt}.`
  for (let i = 0; i < prefix.length; i++) block[i] = prefix.charCodeAt(i)

  function run(number: number): void {
    const digits = String(number)
    let length = prefix.length
    for (let i = 0; i < digits.length; i++) block[length++] = digits.charCodeAt(i)
    block.fill(0, length)
    block[length] = 0x80
    block[62] = (length * 8) >> 8
    block[63] = (length * 8) & 255
    for (let i = 0; i < 16; i++) {
      const at = i * 4
      words[i] =
        ((block[at] ?? 0) << 24) |
        ((block[at + 1] ?? 0) << 16) |
        ((block[at + 2] ?? 0) << 8) |
        (block[at + 3] ?? 0)
    }
    compress(words, state)
  }

  return {
    firstWord(number: number): number {
      run(number)
      return state[0] ?? 0
    },
    hex(number: number): string {
      run(number)
      return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('')
    },
  }
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by))

function compress(words: Uint32Array, state: Uint32Array): void {
  const w = (i: number) => words[i] ?? 0
  for (let i = 16; i < ROUNDS; i++) {
    const [a, b] = [w(i - 15), w(i - 2)]
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10)
    words[i] = w(i - 16) + s0 + w(i - 7) + s1
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = START
  for (let i = 0; i < ROUNDS; i++) {
    const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + w(i)) | 0
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  const sums = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) state[i] = (START[i] ?? 0) + (sums[i] ?? 0)
}
