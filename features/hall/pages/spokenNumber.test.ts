import { expect, it } from 'vitest'
import { LANGUAGES } from '#kernel/language.ts'
import { speakable } from '#platform/speech/speech.ts'
import { formatTicket } from '../model.ts'
import { spokenNumber } from './spokenNumber.ts'

it('says the letter with a word and each digit by itself, in every language', () => {
  expect(spokenNumber('B047', 'de')).toBe('B wie Berlin, null, vier, sieben')
  expect(spokenNumber('P213', 'de')).toBe('P wie Potsdam, zwo, eins, drei')
  expect(spokenNumber('B020', 'de-simple')).toBe('B wie Berlin, null, zwei, null')
  expect(spokenNumber('E1059', 'en')).toBe('E as in Echo, one, zero, five, nine')
})

it('says every number of a day otherwise than every other one, and nothing of it is lost on the way to the voice', () => {
  const letters = Array.from({ length: 26 }, (_, nth) => String.fromCharCode(65 + nth))
  for (const language of LANGUAGES) {
    const said = new Set<string>()
    for (const letter of letters)
      for (const number of [0, 1, 12, 21, 102, 120, 345, 678, 910, 1234]) {
        const words = spokenNumber(formatTicket(letter, number), language)
        expect(words.split(', ')).toHaveLength(formatTicket(letter, number).length)
        expect(words).not.toMatch(/\d|undefined/)
        expect(speakable(words)).toBe(words)
        said.add(words)
      }
    expect(said.size).toBe(letters.length * 10)
  }
})
