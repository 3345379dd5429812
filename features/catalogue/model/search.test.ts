import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LANGUAGES, type Language } from '#kernel/language.ts'
import services from '../../../demo/neuwalden/services.json' with { type: 'json' }
import { searchServices } from './search.ts'

function find(query: string, language: Language = 'de'): string[] {
  return searchServices(services, query, language).map((service) => service.key)
}

const anyLanguage = fc.constantFrom(...LANGUAGES)
const anyService = fc.constantFrom(...services)
/** Long enough for a typing error, and without letters that have a second spelling. */
const SPELT_ONE_WAY = /^(?!.*[aou]e)[a-z]{5,}$/i
/** A title or synonym that a citizen could type, in the asked language or in German. */
const anyPhrase = fc.tuple(anyService, anyLanguage, fc.boolean()).chain(([service, asked, german]) => {
  const language = german ? 'de' : asked
  const phrases = [service.texts.title[language], ...service.synonyms[language]]
  return fc.record({
    key: fc.constant(service.key),
    language: fc.constant(asked),
    phrase: fc.constantFrom(...phrases),
  })
})

describe('the first answer', () => {
  test.each([
    ['perso', 'identity-card'],
    ['Ausweis', 'identity-card'],
    ['pass', 'passport'],
    ['Führerschein', 'driving-licence-exchange'],
    ['Umzug', 'registration'],
    ['Auto anmelden', 'vehicle-registration'],
    ['Anmelden Auto', 'vehicle-registration'],
    ['fuehrungszeugnis', 'conduct-certificate'],
    ['Fuhrungszeugnis', 'conduct-certificate'],
    ['führungszeug', 'conduct-certificate'],
    ['id karte', 'identity-card'],
    ['ID-KARTE', 'identity-card'],
    ['IDKarte', 'identity-card'],
    ['Online Ausweis', 'pin-eid'],
    ['Personal-Ausweis', 'identity-card'],
    ['strassenverkehrsamt', 'vehicle-registration'],
    ['Bewohnerprakausweis', 'parking-permit'],
    ['Meldebescheinugung', 'registration-certificate'],
    ['Ich brauche bitte einen Reisepass', 'passport'],
  ])('to %s is %s', (query, key) => {
    expect(find(query)[0]).toBe(key)
  })

  test('may come from German also when another language is asked', () => {
    expect(find('Perso', 'en')[0]).toBe('identity-card')
    expect(find('passport', 'en')).toContain('passport')
  })

  test('to a question with nothing of ours in it is none', () => {
    expect(find('xylophon')).toEqual([])
  })
})

describe('the search', () => {
  test('finds every service by every title and synonym, before those that fit less well', () => {
    fc.assert(
      fc.property(anyPhrase, ({ key, language, phrase }) => {
        expect(find(phrase, language)).toContain(key)
      }),
    )
  })

  test('does not care for case, umlauts, ß, hyphens or the order of words', () => {
    fc.assert(
      fc.property(anyPhrase, ({ language, phrase }) => {
        const asked = find(phrase, language)
        const written = phrase.toUpperCase().replaceAll('Ä', 'AE').replaceAll('Ö', 'OE').replaceAll('Ü', 'UE')
        expect(find(written, language)).toEqual(asked)
        const turned = phrase.split(/[\s-]+/).reverse()
        // Words are also read together ("e-Pass", "national ID"), which can lift a lesser answer, not the first.
        expect(find(turned.join(' '), language)[0]).toBe(find(phrase.replaceAll('-', ' '), language)[0])
      }),
    )
  })

  test('finds a service by the beginning of any word of its title', () => {
    fc.assert(
      fc.property(anyService, fc.nat(), fc.integer({ min: 1, max: 12 }), (service, nth, length) => {
        const words = service.texts.title.de.match(/[\p{L}\p{N}]+/gu) ?? []
        const word = words[nth % words.length] ?? ''
        // An umlaut cut in half is another letter.
        const beginning = word.slice(0, length)
        expect(find(beginning)).toContain(service.key)
      }),
    )
  })

  test('forgives one letter too many, missing, wrong or swapped in a word of five letters or more', () => {
    fc.assert(
      fc.property(
        anyService,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('too many', 'missing', 'wrong', 'swapped'),
        (service, nth, where, kind) => {
          const words = service.texts.title.de.split(/[^\p{L}]+/u).filter((word) => SPELT_ONE_WAY.test(word))
          const word = words[nth % words.length]
          if (word === undefined) return
          const at = 1 + (where % (word.length - 2))
          const [before, letter, after] = [word.slice(0, at), word[at] ?? '', word.slice(at + 1)]
          const typed = {
            'too many': `${before}x${letter}${after}`,
            missing: `${before}${after}`,
            wrong: `${before}x${after}`,
            swapped: `${before}${after[0] ?? ''}${letter}${after.slice(1)}`,
          }[kind]
          if (!SPELT_ONE_WAY.test(typed)) return
          expect(find(typed)).toContain(service.key)
        },
      ),
    )
  })

  test('answers any text without failing, without doubles, the same for the same question', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), anyLanguage, (query, language) => {
        const found = find(query, language)
        expect(new Set(found).size).toBe(found.length)
        expect(find(query, language)).toEqual(found)
      }),
    )
  })

  test('without a word gives all by rank', () => {
    const ranked = [...services].sort((a, b) => a.rank - b.rank).map((service) => service.key)
    expect(find(' - ')).toEqual(ranked)
  })

  test('does not depend on the order in which services come', () => {
    fc.assert(
      fc.property(anyPhrase, ({ phrase, language }) => {
        const turned = searchServices([...services].reverse(), phrase, language)
        expect(turned.map((service) => service.key)).toEqual(find(phrase, language))
      }),
    )
  })
})
