/** What an arrival code has at least and at most; the server says the same. */
export const CODE_LETTERS = { least: 6, most: 300 } as const

/** After such a pause a new code begins: the half that came before was torn off. Milliseconds. */
const LONGEST_GAP = 1_000
/** Nobody shows the same code twice so soon; scanners read what lies before them again and again. Milliseconds. */
const SAME_AGAIN = 2_000
/** A flood: no hall has more codes at one terminal than so many within so long. Milliseconds. */
const MOST_CODES = 5
const WITHIN = 10_000

/** What is fed to the collector: a letter, the end of a code, or something that no code has. */
export type Piece = { readonly letter: string } | 'end' | 'rubbish'

/** Collects codes from what a scanner sends, piece by piece. */
export type Collector = {
  /** A whole code that may be handed on; undefined for all that is none. `at` in milliseconds that never go back. */
  take(piece: Piece, at: number): string | undefined
}

/**
 * Takes in whatever a scanner sends and gives whole codes only. Half codes, control characters, codes that are too
 * short or too long, and floods come to nothing, and none of them spoils the code after it.
 */
export function collectCodes(): Collector {
  let code = ''
  let isSpoilt = false
  let last = Number.NEGATIVE_INFINITY
  let given: { readonly code: string; readonly at: number }[] = []

  const begin = () => {
    code = ''
    isSpoilt = false
  }
  const mayGive = (whole: string, at: number) => {
    given = given.filter((each) => at - each.at < WITHIN)
    const isAgain = given.some((each) => each.code === whole && at - each.at < SAME_AGAIN)
    if (isAgain || given.length >= MOST_CODES) return false
    given.push({ code: whole, at })
    return true
  }

  return {
    take(piece, at) {
      if (at - last > LONGEST_GAP) begin()
      last = at
      if (piece === 'rubbish') {
        isSpoilt = true
        return undefined
      }
      if (piece !== 'end') {
        // One more than the longest is enough to know that it is too long.
        if (code.length <= CODE_LETTERS.most) code += piece.letter
        return undefined
      }
      const whole = code
      const isCode = !isSpoilt && whole.length >= CODE_LETTERS.least && whole.length <= CODE_LETTERS.most
      begin()
      return isCode && mayGive(whole, at) ? whole : undefined
    },
  }
}
