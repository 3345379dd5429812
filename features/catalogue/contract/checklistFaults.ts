import type { Fault } from '#features/authority/contract/import.ts'
import { impossible } from '#kernel/result.ts'
import { papersIn, questionsIn, type ServicesFile } from '../contract.ts'
import { type ChecklistFault, COMBINATIONS_LIMIT, checklistFaults } from '../model/checklistFaults.ts'
import {
  ANSWERS_LIMIT,
  PAPERS_LIMIT,
  QUESTIONS_LIMIT,
  type WrittenFault,
  writtenFaults,
} from '../model/editing.ts'
import { type Answers, PAPER_DAYS } from '../model.ts'

type Entry = ServicesFile[number]

const file = 'services.json'

/** Slips that leave questions and conditions as they are. */
const ABOUT_HANDING_IN: readonly WrittenFault['code'][] = ['settles_without_papers', 'form_without_papers']

/** What is wrong with the questions and conditions of a service: as they are written, and then as they act together. */
export function faultsOfChecklist(service: Entry, index: number): Fault[] {
  const checklist = {
    questions: questionsIn(service),
    papers: papersIn(service),
    takesPapers: service.takesPapers ?? false,
    paperDays: service.paperDays ?? PAPER_DAYS,
    settledByPapers: service.settledByPapers ?? false,
  }
  const written = writtenFaults(checklist)
  const slips = written.map((fault) => ({ path: fault.path, message: slipInWords(service, fault) }))
  // How they act together can be said only of what is written well.
  const all = written.some(({ code }) => !ABOUT_HANDING_IN.includes(code))
    ? slips
    : [...checklistFaults(checklist).map((fault) => inWords(service, fault)), ...slips]
  return all.map(({ path, message }) => ({ file, path: [index, ...path], message }))
}

type Place = { readonly path: WrittenFault['path']; readonly message: string }

function slipInWords({ papers }: Entry, { code, path, found }: WrittenFault): string {
  switch (code) {
    case 'many_questions':
      return `must be at most ${QUESTIONS_LIMIT} questions`
    case 'many_papers':
      return `must be at most ${PAPERS_LIMIT} papers`
    case 'key_twice':
    case 'paper_twice':
      return `"${found}" stands there twice`
    case 'needless_answers':
      return 'yes and no need no answers'
    case 'answers_count':
      return `must be 2 to ${ANSWERS_LIMIT} answers`
    case 'missing_words':
      return 'is missing beside "when"'
    case 'missing_condition':
      return 'is missing beside "onlyIf"'
    case 'alone_in_choice':
      return `no other paper has the choice "${papers[Number(path[1])]?.choice}"`
    case 'settles_without_papers':
      return 'needs "takesPapers": nobody can hand any in'
    case 'form_without_papers':
      return 'needs "takesPapers": the form is offered to nobody'
    case 'missing_text':
    case 'too_long':
    case 'empty_condition':
    case 'days_out_of_range':
      return impossible(`the schema lets no ${code} pass`)
  }
}

function inWords({ questions = [], papers }: Entry, fault: ChecklistFault): Place {
  switch (fault.kind) {
    case 'too_many':
      return {
        path: ['questions'],
        message: `${fault.combinations} combinations of answers; must be at most ${COMBINATIONS_LIMIT}`,
      }
    case 'unknown_question':
      return {
        path: ['papers', fault.paper, 'when', fault.alternative, fault.question],
        message: `there is no question "${fault.question}"`,
      }
    case 'unknown_answer':
      return {
        path: ['papers', fault.paper, 'when', fault.alternative, fault.question],
        message: `"${fault.answer}" is no answer to "${fault.question}"`,
      }
    case 'never':
      return { path: ['papers', fault.paper, 'when'], message: 'can never be true' }
    case 'always':
      return { path: ['papers', fault.paper, 'when'], message: 'is true whatever is answered; leave it out' }
    case 'decides_nothing':
      return {
        path: ['questions', fault.question],
        message: `the answer to "${questions[fault.question]?.key}" changes no list`,
      }
    case 'gap': {
      const first = papers.findIndex(({ choice }) => choice === fault.choice)
      return {
        path: ['papers', first, 'choice'],
        message: `no paper of the choice "${fault.choice}" ${inCase(fault.answers)}`,
      }
    }
    case 'clash': {
      const [one, other] = fault.papers
      return {
        path: ['papers', other, 'choice'],
        message: `papers ${one} and ${other} of the choice "${fault.choice}" ${inCase(fault.answers)}`,
      }
    }
    case 'nothing':
      return { path: ['papers'], message: `no paper at all ${inCase(fault.answers)}` }
  }
}

function inCase(answers: Answers): string {
  const parts = Object.entries(answers).map(([question, answer]) => `${question} is ${answer}`)
  return parts.length === 0 ? 'whatever is answered' : `if ${parts.join(' and ')}`
}
