/** A slip of paper before it is drawn: lines from top to bottom, and a code below them. */
export type Slip = {
  readonly lines: readonly SlipLine[]
  /** What the QR code at the end says. */
  readonly code: string
  /** Below the code. */
  readonly after: readonly SlipLine[]
  /** From right to left? */
  readonly rightToLeft: boolean
}

/** One text of a slip; it is broken into as many lines as it needs. */
export type SlipLine = { readonly text: string; readonly size: SlipSize }

/** From the number that is read at arm's length to what is read once. */
export type SlipSize = 'huge' | 'large' | 'normal' | 'small'
