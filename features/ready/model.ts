import { isReference, readCode } from '#features/visit/model.ts'
import { MINUTE } from '#kernel/instant.ts'

/** So many numbers are taken at once. */
export const NUMBERS_LIMIT = 500

/** The mails wait so long (milliseconds), so that a list that was the wrong one can be taken back. */
export const UNDO_FOR = 10 * MINUTE

/**
 * Why somebody was not told: `unknown`: no such number, or of another site. `several`: a booking for several matters, so
 * that it takes the reference of one. `not_served`: the visit has not been yet. `told`: they were told before. `call`: they left a
 * telephone number alone, and stand on the list of calls. `no_way`:
 * no address is known by which they can be told. `gone`: their contact is deleted.
 */
export const NOT_TOLD = ['unknown', 'several', 'not_served', 'told', 'call', 'no_way', 'gone'] as const
export type NotTold = (typeof NOT_TOLD)[number]

/** May another number, or the same one later, tell this person? */
export function isMendable(why: NotTold): boolean {
  return why === 'unknown' || why === 'several' || why === 'not_served'
}

/** A number as it was entered, and as it is kept. */
export type Entered = { readonly written: string; readonly code: string; readonly isReference: boolean }

/**
 * Reads what somebody has scanned or typed: numbers on lines of their own, or parted by commas or semicolons; each once,
 * in their order, however it is written.
 */
export function readNumbers(text: string): readonly Entered[] {
  const read = new Map<string, Entered>()
  for (const piece of text.split(/[\n\r,;\t]+/)) {
    const written = piece.trim()
    const code = readCode(written)
    if (code !== '' && !read.has(code)) read.set(code, { written, code, isReference: isReference(code) })
  }
  return [...read.values()]
}
