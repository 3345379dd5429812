import type { Language } from '#kernel/language.ts'

/** A call, and the languages in which it is said. */
export type Spoken = { readonly call: number; readonly languages: readonly Language[] }

/** Numbers of the journal: some hundred calls. What lies further behind never comes again, for numbers only grow. */
const KEPT = 2_000

/** How a display speaks: it fetches a sound and plays it to its end; without one it does nothing. */
export type Voice = (call: number, language: Language) => Promise<void>

/**
 * Says one call after the other, each once however often it is asked for. `mayStill` is asked before every sentence: a
 * call that has waited too long behind others, or is over, is left out.
 */
export function openSpeaker(voice: Voice, mayStill: (call: number) => boolean) {
  const asked = new Set<number>()
  let last: Promise<void> = Promise.resolve()
  const sayAll = async ({ call, languages }: Spoken) => {
    for (const language of languages) if (mayStill(call)) await voice(call, language)
  }
  return {
    /** Begins when `after` is over, the chime. */
    say(spoken: Spoken, after: Promise<void>): void {
      if (asked.has(spoken.call)) return
      asked.add(spoken.call)
      for (const old of asked) if (old < spoken.call - KEPT) asked.delete(old)
      last = last
        .then(() => after)
        .then(() => sayAll(spoken))
        .catch(() => undefined)
    },
    /** When all that was asked for has been said. */
    quiet: () => last,
  }
}
