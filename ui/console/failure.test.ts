import { expect, it } from 'vitest'
import { STAFF_LANGUAGES } from '#kernel/language.ts'
import { COMMON_STATUS, type CommonCode } from '#platform/http/problem.ts'
import { commonFailureText, failureText } from './failure.ts'
import { consoleTexts } from './texts.ts'

const codes = [...(Object.keys(COMMON_STATUS) as CommonCode[]), 'unreachable' as const]

it.each(STAFF_LANGUAGES)('every common failure has a sentence in %s', (language) => {
  for (const code of codes) expect(commonFailureText(code, consoleTexts(language))).toMatch(/\.$/)
})

it("a route's own code has the screen's text, any other the common one", () => {
  const common = consoleTexts('en')
  const t = (key: 'taken') => `own ${key}`
  expect(failureText<'time_taken', 'taken'>('time_taken', { time_taken: 'taken' }, t, common)).toBe(
    'own taken',
  )
  expect(failureText<'time_taken', 'taken'>('forbidden', { time_taken: 'taken' }, t, common)).toBe(
    common('failure.forbidden'),
  )
})
