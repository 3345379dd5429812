import { expect, it } from 'vitest'
import { paperWords } from './paperWords.ts'

it('own words of a clerk stay one line, in which nothing hides', () => {
  const said = { verdict: 'question', answer: null, words: 'Bitte\r\nBcc: a@b.example\u202e neu' } as const
  expect(paperWords(said, 'de')).toContain('Bitte Bcc: a@b.example neu')
  expect(paperWords({ ...said, verdict: 'green' }, 'de')).toBe('')
})
