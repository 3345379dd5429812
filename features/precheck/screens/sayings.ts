import { type PaperAnswer, type Verdict, WORDS_LIMIT } from '#features/visit/model.ts'
import { MINUTES_LIMIT, MINUTES_STEP } from '../model.ts'
import type { QueuedPaper, QueuedVisit } from './texts.ts'

/** What a clerk is about to say of a paper; no verdict: nothing. */
export type Saying = {
  readonly verdict: Verdict | null
  readonly answer: PaperAnswer | null
  readonly words: string
}

/** A paper as it is seen now: what comes for it later is another one to look at. */
export function nameOf(
  reference: string,
  { item, handedIn }: Pick<QueuedPaper, 'item' | 'handedIn'>,
): string {
  return `${reference} ${item} ${handedIn?.at ?? ''}`
}

/** What was said last of each paper as it is seen now; of what came since, nothing yet. */
export function sayingsOf({ matters }: QueuedVisit): ReadonlyMap<string, Saying> {
  return new Map(
    matters.flatMap(({ reference, papers }) =>
      papers.map((paper) => [
        nameOf(reference, paper),
        paper.isNew
          ? { verdict: null, answer: null, words: '' }
          : { verdict: paper.verdict, answer: paper.answer, words: paper.words ?? '' },
      ]),
    ),
  )
}

/** The same with what did not come called missing: whoever presses says so, unless something else is chosen. */
export function presetsOf(visit: QueuedVisit): ReadonlyMap<string, Saying> {
  const missing: Saying = { verdict: 'missing', answer: 'not_there', words: '' }
  const unsent = visit.matters.flatMap(({ reference, papers }) =>
    papers.filter(({ isUnsent }) => isUnsent).map((paper) => [nameOf(reference, paper), missing] as const),
  )
  return new Map([...sayingsOf(visit), ...unsent])
}

/** What is new in what is about to be said, beside what stood there `before`: nothing is said twice. */
export function said(
  { matters }: QueuedVisit,
  before: ReadonlyMap<string, Saying>,
  sayings: ReadonlyMap<string, Saying>,
) {
  return matters.flatMap(({ reference, papers }) =>
    papers.flatMap((paper) => {
      const saying = sayings.get(nameOf(reference, paper))
      const known = before.get(nameOf(reference, paper))
      if (!saying?.verdict || (known && isSame(known, saying))) return []
      const { verdict, answer } = saying
      const words = saying.words.trim().slice(0, WORDS_LIMIT)
      const about = { reference, item: paper.item, came: paper.handedIn?.at ?? null, verdict }
      if (verdict === 'green') return [about]
      return [{ ...about, ...(answer ? { answer } : {}), ...(words ? { words } : {}) }]
    }),
  )
}

function isSame(one: Saying, other: Saying): boolean {
  return (
    one.verdict === other.verdict && one.answer === other.answer && one.words.trim() === other.words.trim()
  )
}

/** Shorter and longer than it is planned now, in steps of five minutes; up to an hour more. */
export function minutesToChoose(now: number): readonly number[] {
  return minutesUpTo(Math.min(MINUTES_LIMIT, now + 60))
}

/** All lengths up to this one, in steps of five minutes. */
export function minutesUpTo(longest: number): readonly number[] {
  return Array.from({ length: Math.floor(longest / MINUTES_STEP) }, (_, step) => (step + 1) * MINUTES_STEP)
}
