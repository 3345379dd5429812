import { expect, test } from 'vitest'
import * as booking from '#features/booking/contract.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { problemText } from './texts.ts'

test.each(LANGUAGES)(
  'whatever a search for times or a hold refuses is said in a sentence of its own, in %s',
  (language) => {
    const codes = [
      ...booking.searchTimesRoute.errors,
      'unknown_site',
      'not_offered',
      'time_taken',
      'hold_over',
    ]
    const sentences = codes.map((code) => problemText(code, language))
    expect(sentences).not.toContain(undefined)
    expect(new Set(sentences).size).toBe(codes.length)
    expect(problemText('no_such_code', language)).toBeUndefined()
  },
)
