import type { Instant } from '#kernel/instant.ts'

/** What is said of a paper before the visit: it is good, something about it must be put right, or it is not there. */
export const VERDICTS = ['green', 'question', 'missing'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Answers that stand ready in every language: what is wrong with a paper. */
export const PAPER_ANSWERS = [
  'unreadable',
  'incomplete',
  'expired',
  'unsigned',
  'wrong_paper',
  'not_there',
] as const
export type PaperAnswer = (typeof PAPER_ANSWERS)[number]

/** The longest own words about a paper; the CHECK of `paper_check.words` says the same. */
export const WORDS_LIMIT = 500

/** What was said last of a paper of a matter. */
export type PaperCheck = {
  /** Its German words in the catalogue; empty for one that is on no list. */
  readonly item: string
  readonly verdict: Verdict
  readonly answer: PaperAnswer | null
  /** Own words, in the language in which they were written. */
  readonly words: string | null
  readonly saidAt: Instant
}
