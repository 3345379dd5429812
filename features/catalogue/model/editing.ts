import { LANGUAGES, type Language, type Texts } from '#kernel/language.ts'
import { answerKeys, type Checklist, type Paper, type Question, type When } from './checklist.ts'
import { type ChecklistFault, checklistFaults } from './checklistFaults.ts'

/** What to bring for a service, and what is done with papers that are handed in before the visit. */
export type EditedChecklist = Checklist & {
  readonly takesPapers: boolean
  /** For so many days after the visit papers that were handed in are kept. */
  readonly paperDays: number
  /** Where all papers are good before the visit, nobody has to come. */
  readonly settledByPapers: boolean
}

/** A page with more questions is not filled in. */
export const QUESTIONS_LIMIT = 6
export const ANSWERS_LIMIT = 8
export const PAPERS_LIMIT = 40
/** Papers are kept for at most so many days; the CHECK of `service.paper_days` says the same. */
export const PAPER_DAYS_LIMIT = 365
/** The longest text, in characters; `paper.item` holds no more. */
export const TEXT_LIMIT = 300

/** A slip in what was written, and where it stands: `['papers', 2, 'onlyIf']`. */
export type WrittenFault = {
  readonly path: readonly (string | number)[]
  readonly code:
    | 'missing_text'
    | 'too_long'
    | 'many_questions'
    | 'many_papers'
    | 'key_twice'
    | 'paper_twice'
    | 'needless_answers'
    | 'answers_count'
    | 'missing_words'
    | 'missing_condition'
    | 'empty_condition'
    | 'alone_in_choice'
    | 'settles_without_papers'
    | 'form_without_papers'
    | 'days_out_of_range'
  /** The language whose text is concerned, where it is one. */
  readonly language?: Language
  /** What stands there. */
  readonly found?: string
}

/** Something that is wrong with a list: a slip, or how its conditions act together. */
export type EditFault = WrittenFault | ChecklistFault

/** All that is wrong with a list. How conditions act together can be said only of what is written well. */
export function faultsOfEdited(checklist: EditedChecklist): readonly EditFault[] {
  const written = [...textFaults(checklist), ...writtenFaults(checklist)]
  return written.length > 0 ? written : checklistFaults(checklist)
}

/** The slips in questions and papers, whatever their words. */
export function writtenFaults(checklist: EditedChecklist): WrittenFault[] {
  const { questions, papers, takesPapers, settledByPapers, paperDays } = checklist
  const fault = (is: boolean, path: WrittenFault['path'], code: WrittenFault['code']): WrittenFault[] =>
    is ? [{ path, code }] : []
  return [
    ...fault(questions.length > QUESTIONS_LIMIT, ['questions'], 'many_questions'),
    ...fault(papers.length > PAPERS_LIMIT, ['papers'], 'many_papers'),
    ...twice(questions, ['questions'], 'key_twice', ({ key }) => key),
    ...questions.flatMap(answerFaults),
    // The counter notes papers by their German words.
    ...twice(papers, ['papers'], 'paper_twice', ({ de }) => de),
    ...paperFaults(papers),
    ...fault(settledByPapers && !takesPapers, ['settledByPapers'], 'settles_without_papers'),
    ...papers.flatMap(({ form }, nth) =>
      fault(form !== undefined && !takesPapers, ['papers', nth, 'form'], 'form_without_papers'),
    ),
    ...fault(
      !Number.isInteger(paperDays) || paperDays < 1 || paperDays > PAPER_DAYS_LIMIT,
      ['paperDays'],
      'days_out_of_range',
    ),
  ]
}

function answerFaults({ kind, answers }: Question, nth: number): WrittenFault[] {
  const path = ['questions', nth, 'answers']
  if (kind === 'yes_no') return answers.length > 0 ? [{ path, code: 'needless_answers' }] : []
  const count: WrittenFault[] =
    answers.length < 2 || answers.length > ANSWERS_LIMIT ? [{ path, code: 'answers_count' }] : []
  return [...count, ...twice(answers, path, 'key_twice', ({ key }) => key)]
}

function paperFaults(papers: readonly Paper[]): WrittenFault[] {
  const sharing = Map.groupBy(papers, ({ choice }) => choice)
  return papers.flatMap(({ when, onlyIf, choice }, nth): WrittenFault[] => [
    ...(when && !onlyIf ? [{ path: ['papers', nth, 'onlyIf'], code: 'missing_words' as const }] : []),
    ...(onlyIf && !when ? [{ path: ['papers', nth, 'when'], code: 'missing_condition' as const }] : []),
    ...(when?.some((all) => Object.keys(all).length === 0)
      ? [{ path: ['papers', nth, 'when'], code: 'empty_condition' as const }]
      : []),
    ...(choice !== null && sharing.get(choice)?.length === 1
      ? [{ path: ['papers', nth, 'choice'], code: 'alone_in_choice' as const, found: choice }]
      : []),
  ])
}

function twice<Each>(
  entries: readonly Each[],
  path: WrittenFault['path'],
  code: 'key_twice' | 'paper_twice',
  nameOf: (entry: Each) => string,
): WrittenFault[] {
  return entries.flatMap((entry, nth) => {
    const found = nameOf(entry)
    const first = entries.findIndex((other) => nameOf(other) === found)
    return first < nth && found !== '' ? [{ path: [...path, nth], code, found }] : []
  })
}

function textFaults({ questions, papers }: EditedChecklist): WrittenFault[] {
  return [
    ...questions.flatMap(({ texts, answers }, nth) => [
      ...faultsOfTexts(texts.question, ['questions', nth, 'question']),
      ...(texts.hint ? faultsOfTexts(texts.hint, ['questions', nth, 'hint']) : []),
      ...answers.flatMap((answer, at) =>
        faultsOfTexts(answer.texts.label, ['questions', nth, 'answers', at]),
      ),
    ]),
    ...papers.flatMap((paper, nth) => [
      ...faultsOfTexts(paper, ['papers', nth, 'text']),
      ...(paper.onlyIf ? faultsOfTexts(paper.onlyIf, ['papers', nth, 'onlyIf']) : []),
    ]),
  ]
}

function faultsOfTexts(texts: Texts, path: WrittenFault['path']): WrittenFault[] {
  return LANGUAGES.flatMap((language): WrittenFault[] => {
    const text = texts[language]
    if (text.trim() === '') return [{ path, code: 'missing_text', language }]
    return text.length > TEXT_LIMIT ? [{ path, code: 'too_long', language }] : []
  })
}

/** No text in any language. */
export const NO_TEXTS: Texts = { de: '', 'de-simple': '', en: '' }

/** A new question, or answer to one; its key is never used again, so that no answer kept under it means anything else. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return `k-${Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')}`
}

/**
 * The same list as it is kept: texts without spaces around them, no empty hints, conditions in the order of the questions
 * and their answers, so that two lists that mean the same are the same.
 */
export function tidyChecklist(checklist: EditedChecklist): EditedChecklist {
  const { questions, papers, takesPapers, paperDays, settledByPapers } = checklist
  return {
    questions: questions.map(({ key, kind, texts, answers }) => ({
      key,
      kind,
      texts: {
        question: tidyTexts(texts.question),
        ...(texts.hint && !isEmpty(texts.hint) ? { hint: tidyTexts(texts.hint) } : {}),
      },
      answers: answers.map((answer) => ({
        key: answer.key,
        texts: { label: tidyTexts(answer.texts.label) },
      })),
    })),
    papers: papers.map((paper) => ({
      ...tidyTexts(paper),
      when: paper.when && tidyWhen(paper.when, questions),
      onlyIf: paper.onlyIf && tidyTexts(paper.onlyIf),
      choice: paper.choice,
      ...(paper.form === undefined ? {} : { form: paper.form }),
    })),
    takesPapers,
    paperDays,
    settledByPapers,
  }
}

/** Are these the same list? */
export function sameChecklist(one: EditedChecklist, other: EditedChecklist): boolean {
  return JSON.stringify(tidyChecklist(one)) === JSON.stringify(tidyChecklist(other))
}

function tidyTexts(texts: Texts): Texts {
  return { de: texts.de.trim(), 'de-simple': texts['de-simple'].trim(), en: texts.en.trim() }
}

function isEmpty(texts: Texts): boolean {
  return LANGUAGES.every((language) => texts[language].trim() === '')
}

function tidyWhen(when: When, questions: readonly Question[]): When {
  const known = new Set(questions.map(({ key }) => key))
  return when.map((all) => {
    const inOrder = questions.flatMap((question) => {
      const wanted = all[question.key] ?? []
      const keys = answerKeys(question)
      const sorted = [
        ...keys.filter((key) => wanted.includes(key)),
        ...wanted.filter((key) => !keys.includes(key)),
      ]
      return sorted.length > 0 ? [[question.key, sorted] as const] : []
    })
    const unknown = Object.entries(all).filter(([key, wanted]) => !known.has(key) && wanted.length > 0)
    return Object.fromEntries([...inOrder, ...unknown])
  })
}

/** The list without a question; conditions ask for it no more, and one that asked for nothing else is always true. */
export function withoutQuestion<C extends Checklist>(checklist: C, key: string): C {
  return {
    ...checklist,
    questions: checklist.questions.filter((question) => question.key !== key),
    papers: withoutWanted(checklist.papers, key, () => false),
  }
}

/** The list with another question in the place of one; conditions want no answer any more that it does not have. */
export function withQuestion<C extends Checklist>(checklist: C, changed: Question): C {
  const keys = answerKeys(changed)
  return {
    ...checklist,
    questions: checklist.questions.map((question) => (question.key === changed.key ? changed : question)),
    papers: withoutWanted(checklist.papers, changed.key, (answer) => keys.includes(answer)),
  }
}

function withoutWanted(
  papers: readonly Paper[],
  key: string,
  stays: (answer: string) => boolean,
): readonly Paper[] {
  return papers.map((paper) => {
    if (!paper.when?.some((all) => all[key]?.some((answer) => !stays(answer)))) return paper
    const when = paper.when.flatMap((all) => {
      const { [key]: wanted = [], ...others } = all
      const left = wanted.filter(stays)
      const rest = left.length > 0 ? { ...others, [key]: left } : others
      return Object.keys(rest).length > 0 ? [rest] : []
    })
    return when.length > 0 ? { ...paper, when } : { ...paper, when: null, onlyIf: null }
  })
}

/**
 * The list in which a paper stands in for another one, in the choice that the other has already or in a new one; with null
 * it stands in for none. A paper that would be left alone in a choice leaves it, too.
 */
export function joinChoice<C extends Checklist>(checklist: C, nth: number, other: number | null): C {
  const joined = other === null ? null : (checklist.papers[other]?.choice ?? freshKey())
  const papers = checklist.papers.map((paper, at) =>
    at === nth || at === other ? { ...paper, choice: joined } : paper,
  )
  const sharing = Map.groupBy(papers, ({ choice }) => choice)
  return {
    ...checklist,
    papers: papers.map((paper) =>
      paper.choice !== null && sharing.get(paper.choice)?.length === 1 ? { ...paper, choice: null } : paper,
    ),
  }
}

/** The list with one entry a place further up. */
export function movedUp<Each>(entries: readonly Each[], nth: number): readonly Each[] {
  const moved = entries[nth]
  return moved === undefined || nth === 0
    ? entries
    : [...entries.slice(0, nth - 1), moved, ...entries.slice(nth - 1, nth), ...entries.slice(nth + 1)]
}
