/** Says of a line why it is not used: the reason by which it is counted, and what is said of it alone. */
export type Refuse = (line: number, reason: string, said?: string) => undefined

/** Lines that were not used, counted by their reason; each is said once, and none is kept. */
export type Refused = { readonly refuse: Refuse; readonly reasons: ReadonlyMap<string, number> }

/** Begins to count; `say` gets a line of text for each. */
export function countRefused(say: (text: string) => void): Refused {
  const reasons = new Map<string, number>()
  return {
    reasons,
    refuse(line, reason, said = reason) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      say(`line ${line}: ${said}`)
      return undefined
    },
  }
}
