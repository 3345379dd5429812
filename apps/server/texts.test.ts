import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as booking from '#features/booking/contract.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { isCommonCode } from '#platform/http/problem.ts'
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

type Operation = {
  readonly 'x-who': string
  readonly responses: Readonly<Record<string, { 'x-codes'?: string[] }>>
}
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

/** Every code of a route that everybody may call, beside those that all routes have; from the document itself. */
function codesForEverybody(): string[] {
  const file = join(import.meta.dirname, '../../openapi.json')
  const { paths }: Document = JSON.parse(readFileSync(file, 'utf8'))
  const open = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .filter((operation) => operation['x-who'] === 'everyone')
  const codes = open.flatMap(({ responses }) =>
    Object.values(responses).flatMap((one) => one['x-codes'] ?? []),
  )
  return [...new Set(codes)].filter((code) => !isCommonCode(code))
}

test('no program of a citizen is refused with nothing but a code', () => {
  const codes = codesForEverybody()
  expect(codes).toEqual(expect.arrayContaining(['time_taken', 'has_open_booking', 'other_day']))
  const unsaid = LANGUAGES.flatMap((language) =>
    codes.filter((code) => problemText(code, language) === undefined).map((code) => `${language} ${code}`),
  )
  expect(unsaid).toEqual([])
})
