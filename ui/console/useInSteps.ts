import { useRef, useState } from 'react'

/** How far something is worked out: so much of all. */
type Progress = { readonly done: number; readonly of: number }
type Step<T, Code> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: Code }

/**
 * A question whose answer is worked out in steps: it is asked again from what is done until all is done, and added up.
 * What was asked before something else was typed comes to nothing.
 */
export function useInSteps<T extends Progress, Code extends string>(
  add: (before: T | undefined, more: T) => T,
): {
  /** As far as it is worked out. */
  readonly answer: T | undefined
  readonly busy: boolean
  /** Asks from the beginning. The code of a refusal; undefined when all is worked out, or nobody wants to know any more. */
  ask(step: (from: number) => Promise<Step<T, Code>>): Promise<Code | undefined>
  /** Something else was typed. */
  forget(): void
} {
  const asked = useRef(0)
  const [answer, setAnswer] = useState<T>()
  const [busy, setBusy] = useState(false)

  const forget = () => {
    asked.current++
    setAnswer(undefined)
    setBusy(false)
  }

  async function ask(step: (from: number) => Promise<Step<T, Code>>): Promise<Code | undefined> {
    forget()
    const question = asked.current
    setBusy(true)
    let all: T | undefined
    do {
      const more = await step(all?.done ?? 0)
      if (asked.current !== question) return undefined
      if (!more.ok) {
        setBusy(false)
        return more.code
      }
      all = add(all, more.value)
      setAnswer(all)
    } while (all.done < all.of)
    setBusy(false)
    return undefined
  }

  return { answer, busy, ask, forget }
}
