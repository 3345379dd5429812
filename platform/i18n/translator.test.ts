import { describe, expect, it } from 'vitest'
import { staffTranslator, translator } from './translator.ts'

const de = { hello: 'Guten Tag, {name}', people: '{count, plural, one {# Person} other {# Personen}}' }
const simple = { hello: 'Hallo {name}', people: '{count, plural, one {# Mensch} other {# Menschen}}' }
const en = { hello: 'Hello {name}', people: '{count, plural, one {# person} other {# people}}' }

describe('translator', () => {
  const texts = translator({ de, 'de-simple': simple, en })

  it('gives the text of the chosen language', () => {
    expect(texts('de')('hello', { name: 'Ada' })).toBe('Guten Tag, Ada')
    expect(texts('de-simple')('hello', { name: 'Ada' })).toBe('Hallo Ada')
    expect(texts('en')('hello', { name: 'Ada' })).toBe('Hello Ada')
  })

  it('counts by the rules of the language', () => {
    expect(texts('de')('people', { count: 1 })).toBe('1 Person')
    expect(texts('en')('people', { count: 1200 })).toBe('1,200 people')
    expect(texts('de')('people', { count: 1200 })).toBe('1.200 Personen')
  })

  it('leaves markup in values and texts as plain characters', () => {
    const t = translator({ de: { a: '<b>{x}</b>' }, 'de-simple': { a: '<b>{x}</b>' }, en: { a: '{x}' } })
    expect(t('de')('a', { x: '<script>' })).toBe('<b><script></b>')
  })

  it('refuses to fill in a text whose value is missing', () => {
    expect(() => texts('de')('hello')).toThrow(/name/)
  })

  it('does not compile when a language lacks a key, has one too many, or an unknown key is asked for', () => {
    // @ts-expect-error Leichte Sprache lacks "people", so a citizen would meet a hole in the page
    translator({ de, 'de-simple': { hello: '' }, en })
    // @ts-expect-error English has a key that German lacks: a forgotten or misspelt text
    translator({ de, 'de-simple': simple, en: { ...en, spare: '' } })
    // @ts-expect-error a key that no language has
    expect(() => texts('de')('nothing')).toThrow(RangeError)
  })
})

describe('staffTranslator', () => {
  it('needs German and English only', () => {
    expect(staffTranslator({ de, en })('en')('people', { count: 3 })).toBe('3 people')
    // @ts-expect-error English lacks "people"
    staffTranslator({ de, en: { hello: '' } })
  })
})
