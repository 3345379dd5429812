import type { Language } from '#kernel/language.ts'
import { hallTexts } from './texts.ts'

/**
 * A ticket number as it is said aloud, so that nobody takes it for another: the letter with a word that begins with it,
 * because B, D, E and P sound alike in a hall, then each digit as a word, with a pause after each.
 * @example spokenNumber('B047', 'en') // 'B as in Bravo, zero, four, seven'
 */
export function spokenNumber(ticket: string, language: Language): string {
  const t = hallTexts(language)
  const digits = t('spoken.digits').split(' ')
  const words = t('spoken.words').split('. ')
  return [...ticket]
    .flatMap((character) => {
      const word = words.find((each) => each.startsWith(character))
      if (word !== undefined) return t('spoken.letter', { letter: character, word })
      return digits[Number(character)] ?? []
    })
    .join(', ')
}
