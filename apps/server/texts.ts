import type { Language } from '#kernel/language.ts'
import { translator } from '#platform/i18n/translator.ts'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** The words of what all pages share. */
export const texts = translator({ de, 'de-simple': deSimple, en })

type Problem = Extract<keyof typeof de, `problem.${string}`>

/** What a code of booking means and what to do, for whoever uses the API; undefined for a code without a sentence. */
export function problemText(code: string, language: Language): string | undefined {
  const key = `problem.${code}`
  return isProblem(key) ? texts(language)(key) : undefined
}

function isProblem(key: string): key is Problem {
  return Object.hasOwn(de, key)
}
