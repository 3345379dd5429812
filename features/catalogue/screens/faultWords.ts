import type { Language } from '#kernel/language.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { COMBINATIONS_LIMIT } from '../model/checklistFaults.ts'
import {
  ANSWERS_LIMIT,
  type EditedChecklist,
  type EditFault,
  PAPERS_LIMIT,
  QUESTIONS_LIMIT,
  TEXT_LIMIT,
} from '../model/editing.ts'
import type { Answers, Question } from '../model.ts'
import type { CatalogueText } from './texts.ts'

/** The name of the place on the screen to which a fault belongs. */
export function placeOfFault(fault: EditFault, { papers }: EditedChecklist): string {
  if ('path' in fault) {
    const [list = '', nth] = fault.path
    return nth === undefined ? String(list) : `${list} ${nth}`
  }
  switch (fault.kind) {
    case 'too_many':
      return 'questions'
    case 'decides_nothing':
      return `questions ${fault.question}`
    case 'gap':
      return `papers ${papers.findIndex(({ choice }) => choice === fault.choice)}`
    case 'clash':
      return `papers ${fault.papers[1]}`
    case 'nothing':
      return 'papers'
    default:
      return `papers ${fault.paper}`
  }
}

/** One fault for whoever edits the list: where, and what is wrong. */
export function faultWords(
  fault: EditFault,
  checklist: EditedChecklist,
  t: CatalogueText,
  language: 'de' | 'en',
): string {
  const where = placeWords(placeOfFault(fault, checklist), checklist, t, language)
  return where === ''
    ? whatWords(fault, checklist, t, language)
    : `${where}: ${whatWords(fault, checklist, t, language)}`
}

function placeWords(
  place: string,
  { questions, papers }: EditedChecklist,
  t: CatalogueText,
  language: Language,
): string {
  const [list, nth] = place.split(' ')
  if (nth === undefined) return ''
  const name =
    list === 'papers' ? papers[Number(nth)]?.[language] : questions[Number(nth)]?.texts.question[language]
  return t(list === 'papers' ? 'place.paper' : 'place.question', { nth: Number(nth) + 1, name: name || '–' })
}

function whatWords(
  fault: EditFault,
  { questions, papers }: EditedChecklist,
  t: CatalogueText,
  language: 'de' | 'en',
): string {
  if ('path' in fault) {
    const limits = {
      questions: QUESTIONS_LIMIT,
      papers: PAPERS_LIMIT,
      answers: ANSWERS_LIMIT,
      letters: TEXT_LIMIT,
    }
    const name = fault.language ? consoleTexts(language)(`language.${fault.language}`) : ''
    return t(`fault.${fault.code}`, { ...limits, language: name, found: fault.found ?? '' })
  }
  switch (fault.kind) {
    case 'too_many':
      return t('fault.too_many', { count: fault.combinations, most: COMBINATIONS_LIMIT })
    case 'gap':
      return t('fault.gap', { when: caseWords(fault.answers, questions, t, language) })
    case 'clash': {
      const other = papers[fault.papers[0]]?.[language] ?? ''
      return t('fault.clash', { other, when: caseWords(fault.answers, questions, t, language) })
    }
    case 'nothing':
      return t('fault.nothing', { when: caseWords(fault.answers, questions, t, language) })
    default:
      return t(`fault.${fault.kind}`)
  }
}

/** The answers of a case in words. */
function caseWords(
  answers: Answers,
  questions: readonly Question[],
  t: CatalogueText,
  language: Language,
): string {
  const parts = Object.entries(answers).map(([key, answer]) => {
    const question = questions.find((each) => each.key === key)
    return question
      ? `${question.texts.question[language]} ${answerWords(question, answer, t, language)}`
      : key
  })
  return parts.length === 0 ? t('case.always') : parts.join(' · ')
}

/** One answer to a question in words. */
export function answerWords(
  { kind, answers }: Question,
  key: string,
  t: CatalogueText,
  language: Language,
): string {
  if (kind === 'yes_no') return t(key === 'yes' ? 'answer.yes' : 'answer.no')
  return answers.find((answer) => answer.key === key)?.texts.label[language] || '–'
}
