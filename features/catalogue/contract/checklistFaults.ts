import type { Fault } from '#features/authority/contract/import.ts'
import { papersIn, questionsIn, type ServicesFile } from '../contract.ts'
import { type ChecklistFault, COMBINATIONS_LIMIT, checklistFaults } from '../model/checklistFaults.ts'
import type { Answers } from '../model.ts'

type Entry = ServicesFile[number]
type Path = readonly (string | number)[]

const file = 'services.json'

/** A page with more questions is not filled in. */
const QUESTIONS_LIMIT = 6
const ANSWERS_LIMIT = 8

/** What is wrong with the questions and conditions of a service: as they are written, and then as they act together. */
export function faultsOfChecklist(service: Entry, index: number): Fault[] {
  const written = [...questionFaults(service), ...paperFaults(service)]
  // How they act together can be said only of what is written well.
  const settling =
    service.settledByPapers && !service.takesPapers
      ? [{ path: ['settledByPapers'], message: 'needs "takesPapers": nobody can hand any in' }]
      : []
  const all =
    written.length > 0
      ? written
      : checklistFaults({ questions: questionsIn(service), papers: papersIn(service) }).map((fault) =>
          inWords(service, fault),
        )
  return [...all, ...settling].map(({ path, message }) => ({ file, path: [index, ...path], message }))
}

type Place = { readonly path: Path; readonly message: string }

function questionFaults({ questions = [] }: Entry): Place[] {
  const many =
    questions.length > QUESTIONS_LIMIT
      ? [{ path: ['questions'], message: `must be at most ${QUESTIONS_LIMIT} questions` }]
      : []
  return [
    ...many,
    ...twice(questions, ['questions'], ({ key }) => key),
    ...questions.flatMap(({ kind, answers = [] }, nth) => {
      const path = ['questions', nth, 'answers']
      if (kind === 'yes_no')
        return answers.length > 0 ? [{ path, message: 'yes and no need no answers' }] : []
      return [
        ...(answers.length < 2 || answers.length > ANSWERS_LIMIT
          ? [{ path, message: `must be 2 to ${ANSWERS_LIMIT} answers` }]
          : []),
        ...twice(answers, path, ({ key }) => key),
      ]
    }),
  ]
}

function paperFaults({ papers }: Entry): Place[] {
  const sharing = Map.groupBy(papers, ({ choice }) => choice)
  return [
    // The counter notes papers by their German words.
    ...twice(papers, ['papers'], ({ de }) => de),
    ...papers.flatMap(({ when, onlyIf, choice }, nth): Place[] => [
      ...(when && !onlyIf ? [{ path: ['papers', nth, 'onlyIf'], message: 'is missing beside "when"' }] : []),
      ...(onlyIf && !when ? [{ path: ['papers', nth, 'when'], message: 'is missing beside "onlyIf"' }] : []),
      ...(choice !== undefined && sharing.get(choice)?.length === 1
        ? [{ path: ['papers', nth, 'choice'], message: `no other paper has the choice "${choice}"` }]
        : []),
    ]),
  ]
}

function twice<Each>(entries: readonly Each[], path: Path, nameOf: (entry: Each) => string): Place[] {
  return entries.flatMap((entry, nth) => {
    const first = entries.findIndex((other) => nameOf(other) === nameOf(entry))
    return first < nth ? [{ path: [...path, nth], message: `"${nameOf(entry)}" stands there twice` }] : []
  })
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
