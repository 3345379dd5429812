import type { PaperCheck } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import { oneLine } from './address.ts'
import { texts } from './phrases.ts'

/** What was said of a paper, in the reader's language; own words as they were written. Empty where it is good. */
export function paperWords(
  { verdict, answer, words }: Pick<PaperCheck, 'verdict' | 'answer' | 'words'>,
  language: Language,
): string {
  if (verdict === 'green') return ''
  const t = texts(language)
  return [answer ? t(`paper.${answer}`) : '', words ? t('paper.words', { words: oneLine(words) }) : '']
    .filter(Boolean)
    .join(' ')
}

/** A verdict as a word. */
export function verdictWord(verdict: PaperCheck['verdict'], language: Language): string {
  return texts(language)(`verdict.${verdict}`)
}
