import { type Bitmap, rowBytes } from '#platform/print/bitmap.ts'

/** What a printer understands of the bytes that it gets. */
export type Command =
  | { readonly kind: 'reset' }
  | { readonly kind: 'picture'; readonly picture: Bitmap }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'ask'; readonly what: number }
  | { readonly kind: 'text'; readonly byte: number }
  | { readonly kind: 'unknown'; readonly bytes: readonly number[] }

/** Reads the bytes for a printer in pieces of any size. */
export type Reader = {
  /** The next command that has wholly arrived. */
  next(): Command | undefined
  push(bytes: Uint8Array): void
  /** Forgets what has not become a command. */
  clear(): void
}

/** The bytes of a command, and what they mean. */
type Read = { readonly length: number; readonly command: Command }

/**
 * Reads ESC/POS as the printers' manuals describe it. It shares no code with what writes the commands
 * (platform/print/escpos.ts), so that an error there shows here.
 */
export function openReader(): Reader {
  let waiting: Uint8Array = new Uint8Array()
  return {
    push(bytes) {
      const all = new Uint8Array(waiting.length + bytes.length)
      all.set(waiting)
      all.set(bytes, waiting.length)
      waiting = all
    },
    next() {
      const read = readOne(waiting)
      if (!read) return undefined
      waiting = waiting.subarray(read.length)
      return read.command
    },
    clear() {
      waiting = new Uint8Array()
    },
  }
}

/** The first command of these bytes; undefined while some of it is missing. */
function readOne(bytes: Uint8Array): Read | undefined {
  const [first, second, third] = bytes
  if (first === undefined) return undefined
  if (first === 0x1b) return second === undefined ? undefined : readEscape(second, third)
  if (first === 0x1d) return second === undefined ? undefined : readGroup(bytes, second, third)
  if (first === 0x10) return readRealTime(bytes)
  return { length: 1, command: { kind: 'text', byte: first } }
}

function readEscape(second: number, third: number | undefined): Read | undefined {
  if (second === 0x40) return { length: 2, command: { kind: 'reset' } }
  if (second !== 0x64) return { length: 2, command: { kind: 'unknown', bytes: [0x1b, second] } }
  return third === undefined ? undefined : { length: 3, command: { kind: 'feed', lines: third } }
}

function readGroup(bytes: Uint8Array, second: number, third: number | undefined): Read | undefined {
  if (second === 0x76) return readPicture(bytes)
  if (third === undefined) return undefined
  if (second === 0x72) return { length: 3, command: { kind: 'ask', what: third } }
  if (second === 0x56) {
    // Functions A end here, B and C say how far to feed.
    const length = third === 0 || third === 1 || third === 0x30 || third === 0x31 ? 3 : 4
    return bytes.length < length ? undefined : { length, command: { kind: 'cut' } }
  }
  return { length: 2, command: { kind: 'unknown', bytes: [0x1d, second] } }
}

function readPicture(bytes: Uint8Array): Read | undefined {
  if (bytes.length < 8) return undefined
  const [, , , , xLow = 0, xHigh = 0, yLow = 0, yHigh = 0] = bytes
  const [line, height] = [xLow + 256 * xHigh, yLow + 256 * yHigh]
  const length = 8 + line * height
  if (bytes.length < length) return undefined
  const picture = { width: line * 8, height, rows: bytes.slice(8, length) }
  return { length, command: { kind: 'picture', picture } }
}

/** Real-time commands were obeyed when they came; in their turn they do nothing. */
function readRealTime(bytes: Uint8Array): Read | undefined {
  const [, second] = bytes
  if (second === undefined) return undefined
  const length = second === 0x14 ? 10 : 3
  if (bytes.length < length) return undefined
  return { length, command: { kind: 'unknown', bytes: [...bytes.subarray(0, length)] } }
}

/** Pictures one below the other. */
export function stacked(pictures: readonly Bitmap[]): Bitmap | undefined {
  const width = Math.max(0, ...pictures.map((each) => each.width))
  if (width === 0) return undefined
  const line = rowBytes(width)
  const height = pictures.reduce((sum, each) => sum + each.height, 0)
  const rows = new Uint8Array(line * height)
  let top = 0
  for (const each of pictures) {
    for (let y = 0; y < each.height; y++)
      rows.set(each.rows.subarray(y * rowBytes(each.width), (y + 1) * rowBytes(each.width)), (top + y) * line)
    top += each.height
  }
  return { width, height, rows }
}
