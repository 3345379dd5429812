import type { Piece } from './collect.ts'

/** How a scanner speaks: letters over a serial line, or key presses as a keyboard of its own (Linux input events). */
export const SCANNER_KINDS = ['serial', 'keys'] as const
export type ScannerKind = (typeof SCANNER_KINDS)[number]

/** Turns bytes of a device file into pieces of codes; what belongs to the next bytes is kept. */
export type Decoder = (bytes: Buffer) => readonly Piece[]

/** Opens a decoder for a kind of scanner. */
export function decoderFor(kind: ScannerKind): Decoder {
  return kind === 'serial' ? decodeSerial : decodeKeys()
}

const FIRST_LETTER = 0x21
const LAST_LETTER = 0x7e
/** Return, line feed and tabulator: by which scanners end a code. */
const ENDS = [0x0d, 0x0a, 0x09]

function decodeSerial(bytes: Buffer): readonly Piece[] {
  return [...bytes].map((byte) => {
    if (ENDS.includes(byte)) return 'end'
    const isLetter = byte >= FIRST_LETTER && byte <= LAST_LETTER
    return isLetter ? { letter: String.fromCharCode(byte) } : 'rubbish'
  })
}

/** `struct input_event` on 64 bits: two times of 8 bytes, then kind, key and value. */
export const INPUT_EVENT_BYTES = 24
const EV_KEY = 1
const PRESSED = 1
const RELEASED = 0
const SHIFTS = [42, 54]
const END_KEYS = [28, 96, 15]
/**
 * The keys of an American keyboard by their numbers in input-event-codes.h, plain and with shift: scanners come set up
 * so, and the number of a key means the same on every system, whatever its own keyboard is.
 */
const ROWS: readonly (readonly [first: number, plain: string, shifted: string])[] = [
  [2, '1234567890-=', '!@#$%^&*()_+'],
  [16, 'qwertyuiop[]', 'QWERTYUIOP{}'],
  [30, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [43, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
]

type Key = { readonly key: number; readonly shift: boolean }

/** Which key gives a letter, and whether with shift; for those who press keys. */
export const KEYS: ReadonlyMap<string, Key> = new Map(
  ROWS.flatMap(([first, plain, shifted]) => {
    const keysOf = (letters: string, shift: boolean) =>
      [...letters].map((letter, nth): readonly [string, Key] => [letter, { key: first + nth, shift }])
    return [...keysOf(plain, false), ...keysOf(shifted, true)]
  }),
)
const LETTERS = new Map([...KEYS].map(([letter, { key, shift }]) => [`${key} ${shift}`, letter]))

function decodeKeys(): Decoder {
  let rest = Buffer.alloc(0)
  const held = new Set<number>()
  return (bytes) => {
    const all = Buffer.concat([rest, bytes])
    const whole = all.length - (all.length % INPUT_EVENT_BYTES)
    rest = Buffer.from(all.subarray(whole))
    const pieces: Piece[] = []
    for (let at = 0; at < whole; at += INPUT_EVENT_BYTES) {
      const [kind, key, value] = [
        all.readUInt16LE(at + 16),
        all.readUInt16LE(at + 18),
        all.readInt32LE(at + 20),
      ]
      if (kind !== EV_KEY) continue
      if (SHIFTS.includes(key)) {
        if (value === RELEASED) held.delete(key)
        else held.add(key)
      } else if (value === PRESSED) pieces.push(pieceOf(key, held.size > 0))
    }
    return pieces
  }
}

function pieceOf(key: number, shift: boolean): Piece {
  if (END_KEYS.includes(key)) return 'end'
  const letter = LETTERS.get(`${key} ${shift}`)
  return letter === undefined ? 'rubbish' : { letter }
}
