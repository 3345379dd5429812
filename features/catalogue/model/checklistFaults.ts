import {
  type Answers,
  answerKeys,
  type Checklist,
  completions,
  isNeeded,
  type Paper,
  type Question,
} from './checklist.ts'

/** More combinations of answers are not looked through, and nobody could keep them in mind. */
export const COMBINATIONS_LIMIT = 512

/** What is wrong with the conditions of a checklist. `paper` and `question` are positions in their lists. */
export type ChecklistFault =
  /** So many combinations of answers that nothing else was looked at. */
  | { readonly kind: 'too_many'; readonly combinations: number }
  /** A condition names a question or an answer that there is not. */
  | {
      readonly kind: 'unknown_question'
      readonly paper: number
      readonly alternative: number
      readonly question: string
    }
  | {
      readonly kind: 'unknown_answer'
      readonly paper: number
      readonly alternative: number
      readonly question: string
      readonly answer: string
    }
  /** A condition that holds for no combination, or for every one. */
  | { readonly kind: 'never' | 'always'; readonly paper: number }
  /** A question whose answer changes no list. */
  | { readonly kind: 'decides_nothing'; readonly question: number }
  /** For these answers none of a choice is needed, or two of it are; all other answers may be what they want. */
  | { readonly kind: 'gap'; readonly choice: string; readonly answers: Answers }
  | {
      readonly kind: 'clash'
      readonly choice: string
      readonly papers: readonly [number, number]
      readonly answers: Answers
    }
  /** For these answers no paper at all is needed. */
  | { readonly kind: 'nothing'; readonly answers: Answers }

/** All that is wrong with the conditions of a checklist, found by going through every combination of answers. */
export function checklistFaults(checklist: Checklist): readonly ChecklistFault[] {
  const unknown = checklist.papers.flatMap((paper, index) => unknownFaults(checklist.questions, paper, index))
  // What a condition means that names what is not there, nobody knows.
  if (unknown.length > 0) return unknown
  const combinations = checklist.questions.reduce((count, each) => count * answerKeys(each).length, 1)
  if (combinations > COMBINATIONS_LIMIT) return [{ kind: 'too_many', combinations }]
  const worlds = completions(checklist.questions, {})
  return [
    ...paperFaults(checklist, worlds),
    ...questionFaults(checklist, worlds),
    ...choicesOf(checklist).flatMap((choice) => choiceFaults(checklist, choice, worlds)),
    ...nothingFaults(checklist, worlds),
  ]
}

function unknownFaults(questions: readonly Question[], { when }: Paper, paper: number): ChecklistFault[] {
  return (when ?? []).flatMap((all, alternative) =>
    Object.entries(all).flatMap(([key, wanted]): ChecklistFault[] => {
      const question = questions.find((each) => each.key === key)
      if (!question) return [{ kind: 'unknown_question', paper, alternative, question: key }]
      const keys = answerKeys(question)
      return wanted
        .filter((answer) => !keys.includes(answer))
        .map((answer) => ({ kind: 'unknown_answer', paper, alternative, question: key, answer }))
    }),
  )
}

function paperFaults({ papers }: Checklist, worlds: readonly Answers[]): ChecklistFault[] {
  return papers.flatMap((paper, index): ChecklistFault[] => {
    if (paper.when === null) return []
    const needing = worlds.filter((world) => isNeeded(paper, world)).length
    if (needing === 0) return [{ kind: 'never', paper: index }]
    return needing === worlds.length ? [{ kind: 'always', paper: index }] : []
  })
}

function questionFaults({ questions, papers }: Checklist, worlds: readonly Answers[]): ChecklistFault[] {
  const listOf = (world: Answers) => papers.map((paper) => isNeeded(paper, world)).join()
  return questions.flatMap((question, index): ChecklistFault[] => {
    const decides = worlds.some((world) =>
      answerKeys(question).some((answer) => listOf({ ...world, [question.key]: answer }) !== listOf(world)),
    )
    return decides ? [] : [{ kind: 'decides_nothing', question: index }]
  })
}

function choicesOf({ papers }: Checklist): readonly string[] {
  return [...new Set(papers.flatMap(({ choice }) => choice ?? []))]
}

function choiceFaults(
  { questions, papers }: Checklist,
  choice: string,
  worlds: readonly Answers[],
): ChecklistFault[] {
  const members = papers.flatMap((paper, index) => (paper.choice === choice ? [{ paper, index }] : []))
  const neededOf = (world: Answers) => members.filter(({ paper }) => isNeeded(paper, world))
  const gaps = shortest(questions, worlds, (world) => neededOf(world).length === 0)
  const pairs = members.flatMap((one, nth) => members.slice(nth + 1).map((other) => [one, other] as const))
  return [
    ...gaps.map((answers) => ({ kind: 'gap', choice, answers }) as const),
    ...pairs.flatMap(([one, other]) =>
      shortest(questions, worlds, (world) => isNeeded(one.paper, world) && isNeeded(other.paper, world)).map(
        (answers) => ({ kind: 'clash', choice, papers: [one.index, other.index], answers }) as const,
      ),
    ),
  ]
}

function nothingFaults({ questions, papers }: Checklist, worlds: readonly Answers[]): ChecklistFault[] {
  // Without questions it is said on purpose that nothing is needed.
  if (questions.length === 0) return []
  return shortest(questions, worlds, (world) => !papers.some((paper) => isNeeded(paper, world))).map(
    (answers) => ({ kind: 'nothing', answers }),
  )
}

/**
 * The combinations with a fault, each said with as few answers as there are: what is left out changes nothing. Together
 * they name every combination with the fault, and no other.
 */
function shortest(
  questions: readonly Question[],
  worlds: readonly Answers[],
  isFault: (world: Answers) => boolean,
): readonly Answers[] {
  const found: Answers[] = []
  for (const world of worlds) {
    if (!isFault(world) || found.some((known) => agrees(known, world))) continue
    found.push(
      questions.reduce((answers, { key }) => {
        const { [key]: _, ...fewer } = answers
        return completions(questions, fewer).every(isFault) ? fewer : answers
      }, world),
    )
  }
  return found
}

function agrees(known: Answers, world: Answers): boolean {
  return Object.entries(known).every(([question, answer]) => world[question] === answer)
}
