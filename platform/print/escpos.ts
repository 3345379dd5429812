import { type Bitmap, bandOf, rowBytes } from './bitmap.ts'

/*
 * The part of ESC/POS (Epson's language, which most receipt printers speak) that a picture on paper needs.
 * Real-time commands begin with DLE and are obeyed as soon as they arrive, also in the middle of a picture.
 */
const [DLE, ESC, GS] = [0x10, 0x1b, 0x1d]
const [EOT, ENQ, DC4] = [0x04, 0x05, 0x14]

/** Forgets everything that was set up. */
const RESET = [ESC, 0x40]

/** Feeds the paper to the cutter and cuts it, leaving one point. */
const CUT = [GS, 0x56, 0x42, 0x00]

/** Asks for the paper sensors in turn: the answer comes when everything before is on paper. */
const ASK_WHEN_DONE = [GS, 0x72, 0x01]

/** Forgets in real time all that has arrived and is not on paper yet: else half a ticket comes with the next roll. */
export const CLEAR = Uint8Array.of(DLE, DC4, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08)

/** Rows of one raster command; small printers have little memory. */
const BAND_ROWS = 128

/** What DLE EOT is asked for. */
export const STATUS = { offlineCause: 2, errorCause: 3, paper: 4 } as const

/** The question for one kind of status, answered at once with one byte. */
export function askStatus(kind: (typeof STATUS)[keyof typeof STATUS]): Uint8Array {
  return Uint8Array.of(DLE, EOT, kind)
}

/**
 * A whole slip: reset, picture, cut, and the question that is answered when all is done. `cutsFirst` cuts off before it
 * what hangs out of the printer: clearing its memory does not take back what is on paper.
 */
export function printCommands(bitmap: Bitmap, { cutsFirst = false } = {}): Uint8Array {
  return joined([
    Uint8Array.from([...RESET, ...(cutsFirst ? CUT : [])]),
    rasterCommands(withoutRealTime(bitmap)),
    Uint8Array.from([...CUT, ...ASK_WHEN_DONE]),
  ])
}

/** `GS v 0` for a picture, in bands. */
export function rasterCommands(bitmap: Bitmap): Uint8Array {
  const line = rowBytes(bitmap.width)
  const parts: Uint8Array[] = []
  for (let top = 0; top < bitmap.height; top += BAND_ROWS) {
    const band = bandOf(bitmap, top, BAND_ROWS)
    const size = [line & 0xff, line >> 8, band.height & 0xff, band.height >> 8]
    parts.push(Uint8Array.from([GS, 0x76, 0x30, 0x00, ...size]), band.rows)
  }
  return joined(parts)
}

/**
 * The same picture without bytes that a printer would take for a real-time command; for each of them one pixel turns
 * dark. Happens about once in a picture of noise, and hardly ever in text.
 */
export function withoutRealTime(bitmap: Bitmap): Bitmap {
  const rows = Uint8Array.from(bitmap.rows)
  for (let at = 0; at + 1 < rows.length; at++) {
    if (rows[at] !== DLE) continue
    const next = rows[at + 1]
    if (next === EOT || next === ENQ || next === DC4) rows[at + 1] = next | 0x08
  }
  return { ...bitmap, rows }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** What a byte from the printer is: the answer to DLE EOT, to the question at the end, or something else. */
export function answerKind(byte: number): 'status' | 'done' | 'other' {
  if ((byte & 0x93) === 0x12) return 'status'
  return (byte & 0x90) === 0 ? 'done' : 'other'
}

/** What stops a printer, read from its answers; all false when it prints. */
export type PrinterCondition = {
  readonly coverOpen: boolean
  readonly paperOut: boolean
  readonly paperLow: boolean
  readonly error: boolean
}

/** Reads the answers to `offlineCause` and `paper`. */
export function readCondition(offlineCause: number, paper: number): PrinterCondition {
  return {
    coverOpen: (offlineCause & 0x04) !== 0,
    paperOut: (offlineCause & 0x20) !== 0 || (paper & 0x60) !== 0,
    paperLow: (paper & 0x0c) !== 0,
    error: (offlineCause & 0x40) !== 0,
  }
}
