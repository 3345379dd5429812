import { answered } from '#features/catalogue/actions.ts'
import type { Answers } from '#features/catalogue/model.ts'
import { setAnswers } from '#features/visit/actions.ts'
import { isOver, type Visit } from '#features/visit/model.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { LinkedVisit } from './link.ts'

/** May what somebody brings still be asked? At the counter the clerk says it. */
export function mayAnswer({ state }: Pick<Visit, 'state'>): boolean {
  return !isOver(state) && state !== 'serving'
}

/**
 * Keeps with the matters of a visit how the questions of their services were answered, in place of what was answered
 * before. `answersOf` gives what was sent for a service; what the catalogue does not know, or what decides nothing, is
 * left out. `too_late` once the person is served.
 */
export async function answerQuestions(
  tx: Tx,
  { visit, second, matters }: LinkedVisit,
  answersOf: (serviceKey: string) => Answers,
): Promise<Result<null, 'too_late'>> {
  if (!mayAnswer(visit)) return fail('too_late')
  for (const { service, isSecond } of matters) {
    const visitId = isSecond && second ? second.id : visit.id
    if (service.questions.length > 0)
      await setAnswers(tx, visitId, service.id, answered(service, answersOf(service.key)).answers)
  }
  return ok(null)
}
