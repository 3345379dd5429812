import { type Answers, answersIn, type Service, usefulAnswers } from '../model.ts'

/** What the names of the fields of questions begin with. */
export const ANSWER_PREFIX = 'answer-'

/** The answers that an address carries, without those that decide nothing. */
export function answersOf(query: URLSearchParams, service: Service): Answers {
  return usefulAnswers(service, answersIn(query, ANSWER_PREFIX))
}

/** Answers as the query of an address; empty where nothing is answered. */
export function answersQuery(answers: Answers): string {
  const named = Object.entries(answers).map(([key, answer]) => [`${ANSWER_PREFIX}${key}`, answer])
  return named.length === 0 ? '' : `?${new URLSearchParams(named)}`
}

/** Answers as the booking carries them behind a matter (`m=identity-card:1:first.yes`). */
export function answersOfMatter(answers: Answers): string {
  return Object.entries(answers)
    .map(([key, answer]) => `:${key}.${answer}`)
    .join('')
}
