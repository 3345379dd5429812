import { fail, ok, type Result } from '#kernel/result.ts'

/** So many are served at once; fewer than a node has connections, so that search and staff find one, too. */
export const SERVED_AT_ONCE = 8
/** So many may wait at one node for one authority; each takes about a kilobyte. */
export const LINE_LIMIT = 10_000
/** So many of them from one address. */
export const ADDRESS_LIMIT = 60
/** Bounds of "ask again in so many seconds". */
const RETRY_SECONDS = { least: 2, most: 10 }
/** What one service takes as long as nothing is known. Milliseconds. */
const FIRST_GUESS = 20
/** How much one more measured service counts. */
const NEWEST_SHARE = 0.1

/** Who asks: the line knows a browser once, and an address so many times. */
export type Asker = { readonly key: string; readonly address: string; readonly addressLimit: number }

/**
 * The people who want to take a time at one authority, in the order in which they pressed. Whoever has joined is
 * served, also when the browser has gone: so nobody holds up the line, and numbers have no gaps.
 */
export type Line = {
  /** The number of who joined last, and of who was served last. */
  joined: number
  admitted: number
  /** How many are being served now. */
  serving: number
  /** What serving one takes, a moving average. Milliseconds. */
  milliseconds: number
  /** Who waits, in order: their numbers, and where they come from. */
  readonly waiting: Map<string, { readonly number: number; readonly address: string }>
  readonly addresses: Map<string, number>
}

/** A line in which nobody stands. */
export function emptyLine(): Line {
  return {
    joined: 0,
    admitted: 0,
    serving: 0,
    milliseconds: FIRST_GUESS,
    waiting: new Map(),
    addresses: new Map(),
  }
}

/** Joins at the end. Whoever waits already keeps the place: pressing again gains and costs nothing. */
export function join(line: Line, asker: Asker): Result<null, 'line_full'> {
  if (line.waiting.has(asker.key)) return ok(null)
  const here = line.addresses.get(asker.address) ?? 0
  if (line.waiting.size >= LINE_LIMIT || here >= asker.addressLimit) return fail('line_full')
  line.joined++
  line.waiting.set(asker.key, { number: line.joined, address: asker.address })
  line.addresses.set(asker.address, here + 1)
  return ok(null)
}

/** The next one to be served, who leaves the line; undefined while enough are being served, or nobody waits. */
export function admit(line: Line): string | undefined {
  if (line.serving >= SERVED_AT_ONCE) return undefined
  const first = line.waiting.entries().next().value
  if (!first) return undefined
  const [key, { number, address }] = first
  line.waiting.delete(key)
  const here = (line.addresses.get(address) ?? 1) - 1
  if (here > 0) line.addresses.set(address, here)
  else line.addresses.delete(address)
  line.admitted = number
  line.serving++
  return key
}

/** Somebody has been served; it took so many milliseconds. */
export function served(line: Line, milliseconds: number): void {
  line.serving--
  line.milliseconds += NEWEST_SHARE * (milliseconds - line.milliseconds)
}

/** The place in line, 1 for the next one; undefined for whoever does not wait. */
export function placeOf(line: Line, key: string): number | undefined {
  const waits = line.waiting.get(key)
  return waits && waits.number - line.admitted
}

/** When it is worth asking again: about when the turn has come, but soon enough to see the place move. */
export function retrySeconds(line: Line, place: number): number {
  const seconds = Math.ceil((place * line.milliseconds) / SERVED_AT_ONCE / 1_000)
  return Math.min(Math.max(seconds, RETRY_SECONDS.least), RETRY_SECONDS.most)
}
