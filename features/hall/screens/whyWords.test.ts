import { expect, it } from 'vitest'
import { WHY_KINDS } from '../contract/standing.ts'
import { hallTexts } from './texts.ts'
import { type Why, whySentence } from './whyWords.ts'

const why: Why = {
  first: 'A007',
  second: 'B002',
  called: true,
  why: 'earlier',
  at: null,
  minutes: null,
  credits: [],
  reason: null,
}
const said = (change: Partial<Why>, language: 'de' | 'en' = 'en') =>
  whySentence({ ...why, ...change }, 'Europe/Berlin', language, hallTexts(language))

it('every reason has a sentence of its own, for both who were called and who still wait', () => {
  for (const language of ['de', 'en'] as const)
    for (const called of [true, false]) {
      const sentences = WHY_KINDS.map((kind) => said({ why: kind, called }, language))
      expect(new Set(sentences).size).toBe(WHY_KINDS.length)
      for (const sentence of sentences) expect(sentence).toMatch(/A007.*B002/)
    }
})

it('names times, minutes, credits and the reason of a choice', () => {
  expect(said({ why: 'away', at: '2027-03-01T09:12:00Z' })).toContain('since 10:12')
  expect(said({ why: 'credits', minutes: 30, credits: ['appointment'] })).toContain(
    '30 minutes of credit (appointment)',
  )
  expect(said({ why: 'chosen', reason: 'deadline' })).toContain('Reason: A deadline is running out.')
  expect(said({ why: 'parked', called: false, at: '2027-03-01T09:12:00Z' }, 'de')).toBe(
    'A007 ist vor B002 dran, weil B002 seit 10:12\u00a0Uhr zurückgestellt ist.',
  )
})
