import type { ReactNode } from 'react'

export type AskAgainProps = {
  readonly seconds: number
  /** Path and query that are asked for; the answer's own AskAgain takes the place of this one. */
  readonly address: string
  /** What is read out when the part changes; without it all of the part is. */
  readonly summary?: string
  readonly children: ReactNode
}

/**
 * A part of a page that asks for itself anew, and is read out politely when it changes. Focus and what is in view stay
 * where they are. When the answer has no such part, the page is over and the browser goes where the answer leads.
 * Without script the Page's `refresh` does it.
 */
export function AskAgain({ seconds, address, summary, children }: AskAgainProps) {
  if (summary === undefined) {
    return (
      <div data-again={address} data-again-seconds={seconds} role="status">
        {children}
      </div>
    )
  }
  return (
    <div data-again={address} data-again-seconds={seconds}>
      <p className="kern-body" data-again-part="summary" role="status">
        {summary}
      </p>
      <div data-again-part="body">{children}</div>
    </div>
  )
}
