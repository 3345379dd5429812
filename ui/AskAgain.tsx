import type { ReactNode } from 'react'

export type AskAgainProps = {
  readonly seconds: number
  /** Path and query that are asked for; the answer's own AskAgain takes the place of this one. */
  readonly address: string
  readonly children: ReactNode
}

/**
 * A part of a page that asks for itself anew, and is read out politely when it changes. When the answer has no such
 * part, the page is over and the browser goes where the answer leads. Without script the Page's `refresh` does it.
 */
export function AskAgain({ seconds, address, children }: AskAgainProps) {
  return (
    <div data-again={address} data-again-seconds={seconds} role="status">
      {children}
    </div>
  )
}
