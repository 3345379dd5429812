import type { QuestionTexts } from '#db/json.ts'
import type { Language, Texts } from '#kernel/language.ts'

/** How a question can be answered: with yes or no, or with one of a few. */
export const QUESTION_KINDS = ['yes_no', 'one_of'] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

/** A short question that decides which papers somebody brings. */
export type Question = {
  readonly key: string
  readonly kind: QuestionKind
  readonly texts: QuestionTexts
  /** What can be chosen; none for yes or no. */
  readonly answers: readonly { readonly key: string; readonly texts: { readonly label: Texts } }[]
}

/** The code of an answer, by the key of its question. Codes of the catalogue alone, never what somebody typed. */
export type Answers = { readonly [question: string]: string }

/**
 * When a paper is needed: one of these alternatives holds. An alternative holds if every question that it names has one
 * of the answers that it lists.
 */
export type When = readonly { readonly [question: string]: readonly string[] }[]

/** Forms that somebody else fills in online for who brings the paper. */
export const PAPER_FORMS = ['landlord'] as const
export type PaperForm = (typeof PAPER_FORMS)[number]

/** A paper to bring, by its words. */
export type Paper = Texts & {
  /** Null: it is always needed. */
  readonly when: When | null
  /** The same in words, before those of the paper, for whoever has not answered. */
  readonly onlyIf: Texts | null
  /** Papers of one choice stand in for one another: whatever is answered, exactly one of them is needed. */
  readonly choice: string | null
  /** Somebody else can fill it in online: the landlord a confirmation that people have moved in. */
  readonly form?: PaperForm
}

/** The questions of a service and its papers, each in their order. */
export type Checklist = { readonly questions: readonly Question[]; readonly papers: readonly Paper[] }

/** The codes with which a question can be answered. */
export function answerKeys({ kind, answers }: Pick<Question, 'kind' | 'answers'>): readonly string[] {
  return kind === 'yes_no' ? ['yes', 'no'] : answers.map(({ key }) => key)
}

/** Is a paper needed, now that every question is answered? */
export function isNeeded({ when }: Pick<Paper, 'when'>, answers: Answers): boolean {
  return when === null || when.some((all) => holds(all, answers))
}

function holds(all: When[number], answers: Answers): boolean {
  return Object.entries(all).every(([question, wanted]) => wanted.some((key) => key === answers[question]))
}

/** Every way to answer these questions that agrees with the answers given so far; these alone where nothing is open. */
export function completions(questions: readonly Question[], given: Answers): readonly Answers[] {
  return questions.reduce<readonly Answers[]>(
    (worlds, question) =>
      worlds.flatMap((world) =>
        question.key in given
          ? [world]
          : answerKeys(question).map((answer) => ({ ...world, [question.key]: answer })),
      ),
    [given],
  )
}

/** The papers that may be needed after these answers, in their order, and whether that is certain already. */
export function papersFor(
  { questions, papers }: Checklist,
  answers: Answers,
): readonly { readonly paper: Paper; readonly certain: boolean }[] {
  const worlds = completions(questions, answers)
  return papers.flatMap((paper) => {
    const needing = worlds.filter((world) => isNeeded(paper, world)).length
    return needing === 0 ? [] : [{ paper, certain: needing === worlds.length }]
  })
}

/** What is needed whatever is still to be answered, by its German words. */
export function certainlyNeeded(checklist: Checklist, answers: Answers): readonly string[] {
  return papersFor(checklist, answers).flatMap(({ paper, certain }) => (certain ? [paper.de] : []))
}

/** The papers that may be needed after these answers, in words; what is not certain yet begins with its condition. */
export function papersInWords(checklist: Checklist, answers: Answers, language: Language): string[] {
  return papersFor(checklist, answers).map(({ paper, certain }) => paperInWords(paper, certain, language))
}

/** One paper in words. */
export function paperInWords(paper: Paper, certain: boolean, language: Language): string {
  const condition = certain ? undefined : paper.onlyIf?.[language]
  if (condition === undefined) return paper[language]
  // Leichte Sprache asks and answers in sentences of their own.
  return `${condition}${/[.?!:]$/.test(condition) ? ' ' : ': '}${paper[language]}`
}

/**
 * The questions to ask now, in their order, answered ones among them: those that can still change the list, whatever
 * the earlier ones are answered. One that may turn out to decide nothing waits for the answers before it.
 */
export function questionsToAsk(checklist: Checklist, answers: Answers): readonly Question[] {
  const { questions } = checklist
  const asked: Question[] = []
  let known: Answers = {}
  for (const [index, question] of questions.entries()) {
    const before = completions(questions.slice(0, index), known)
    if (!before.every((world) => decides(checklist, index, world))) continue
    asked.push(question)
    const answer = answers[question.key]
    if (answer !== undefined && answerKeys(question).includes(answer))
      known = { ...known, [question.key]: answer }
  }
  return asked
}

/** Can the answer to this question change the list, for some answers to the questions after it? */
function decides({ questions, papers }: Checklist, index: number, before: Answers): boolean {
  const question = questions[index]
  if (!question) return false
  return completions(questions.slice(index + 1), before).some((world) => {
    const lists = answerKeys(question).map((answer) =>
      papers.map((paper) => isNeeded(paper, { ...world, [question.key]: answer })).join(),
    )
    return new Set(lists).size > 1
  })
}

/** What is worth keeping of answers from an address or a form: codes of the catalogue, to questions that decide something. */
export function usefulAnswers(checklist: Checklist, answers: Answers): Answers {
  const kept = questionsToAsk(checklist, answers).flatMap((question) => {
    const answer = answers[question.key]
    return answer !== undefined && answerKeys(question).includes(answer) ? [[question.key, answer]] : []
  })
  return Object.fromEntries(kept)
}

/** How many questions are still to be answered until the list is certain or the next question shows. */
export function openQuestions(checklist: Checklist, answers: Answers): number {
  return questionsToAsk(checklist, answers).filter(({ key }) => !(key in answers)).length
}

/** The answers in an address or a form whose fields bear the keys of questions behind a prefix. */
export function answersIn(fields: URLSearchParams, prefix: string): Answers {
  const named = [...fields].flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
  )
  return Object.fromEntries(named)
}

/** The questions to ask now as a form shows them: its fields bear their keys behind a prefix. */
export function questionFields(checklist: Checklist, answers: Answers, language: Language, prefix: string) {
  return questionsToAsk(checklist, answers).map(({ key, texts, answers: choices }) => ({
    name: `${prefix}${key}`,
    text: texts.question[language],
    hint: texts.hint?.[language],
    answers: choices.map((choice) => ({ key: choice.key, text: choice.texts.label[language] })),
    value: answers[key],
  }))
}
