import { ANSWER_PREFIX, type Answers, answersIn, type Service, usefulAnswers } from '../model.ts'

/** The answers that an address carries, without those that decide nothing. */
export function answersOf(query: URLSearchParams, service: Service): Answers {
  return usefulAnswers(service, answersIn(query, ANSWER_PREFIX))
}

/** Answers as the booking carries them behind a matter (`m=identity-card:1:first.yes`). */
export function answersOfMatter(answers: Answers): string {
  return Object.entries(answers)
    .map(([key, answer]) => `:${key}.${answer}`)
    .join('')
}
