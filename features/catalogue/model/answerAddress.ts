import type { Answers } from './checklist.ts'

/** What the names of the fields of questions begin with on the page of a service. */
export const ANSWER_PREFIX = 'answer-'

/** Answers as the query of an address; empty where nothing is answered. */
export function answersQuery(answers: Answers): string {
  const named = Object.entries(answers).map(([key, answer]) => [`${ANSWER_PREFIX}${key}`, answer])
  return named.length === 0 ? '' : `?${new URLSearchParams(named)}`
}

/** Where what to bring for a service stands on one sheet to print, after these answers. */
export function printedListPath(serviceKey: string, answers: Answers): string {
  return `/services/${serviceKey}/papers${answersQuery(answers)}`
}
