import type { Answer } from '#test/laws/http.ts'

/** An answer as it should be; throws on any other. */
export function expected(answer: Answer, status = 200): Answer {
  if (answer.status !== status)
    throw new Error(`${answer.status} instead of ${status}: ${answer.text.slice(0, 500)}`)
  return answer
}
