import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { describe, expect, it } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const FILE = /^(messages.*)\.(de|de-simple|en)\.json$/

type Texts = Record<string, string>
/** One set of texts: the same file name in several languages. */
type TextSet = { readonly name: string; readonly languages: Map<string, Texts> }

function textSets(): TextSet[] {
  const sets = new Map<string, TextSet>()
  for (const folder of ['ui', 'features', 'apps', 'platform']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const [, stem, language] = FILE.exec(entry.name) ?? []
      if (!stem || !language) continue
      const name = relative(root, join(entry.parentPath, stem))
      const set = sets.get(name) ?? { name, languages: new Map() }
      set.languages.set(language, JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')))
      sets.set(name, set)
    }
  }
  return [...sets.values()]
}

/** Names of placeholders with their kind, e.g. "count:plural". */
function placeholders(elements: readonly MessageFormatElement[]): string[] {
  const found = new Set<string>()
  const walk = (list: readonly MessageFormatElement[]) => {
    for (const element of list) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue
      if (element.type === TYPE.tag) throw new Error(`markup in a text: ${element.value}`)
      if (element.type === TYPE.date || element.type === TYPE.time) {
        throw new Error('days and times are formatted by platform/time/format.ts')
      }
      found.add(element.value)
      if (element.type === TYPE.select || element.type === TYPE.plural) {
        for (const option of Object.values(element.options)) walk(option.value)
      }
    }
  }
  walk(elements)
  return [...found].sort()
}

/** The longest sentence in words, with placeholders counted as one word. */
function longestSentence(text: string): number {
  const plain = text.replaceAll(/\{[^{}]*\}/g, 'x')
  return Math.max(...plain.split(/[.!?:\n]/).map((part) => part.split(/\s+/).filter(Boolean).length))
}

/** Gender signs that screen readers stumble over and that Leichte Sprache does not know. */
const GENDER_SIGN = /\p{L}[*:_·/]-?(in|innen|r|n|e)\b/u

describe.each(textSets())('$name', ({ languages }) => {
  const german = languages.get('de') ?? {}

  it('exists in German and English', () => {
    expect([...languages.keys()]).toEqual(expect.arrayContaining(['de', 'en']))
  })

  it('has the same keys in every language', () => {
    for (const texts of languages.values()) {
      expect(Object.keys(texts).sort()).toEqual(Object.keys(german).sort())
    }
  })

  it('has no empty text', () => {
    for (const [language, texts] of languages) {
      const empty = Object.entries(texts).filter(([, text]) => text.trim() === '')
      expect({ language, empty }).toEqual({ language, empty: [] })
    }
  })

  it('is valid ICU MessageFormat with the same placeholders in every language', () => {
    for (const [language, texts] of languages) {
      for (const [key, text] of Object.entries(texts)) {
        const names = placeholders(parse(text, { ignoreTag: true }))
        const expected = placeholders(parse(german[key] ?? '', { ignoreTag: true }))
        expect({ language, key, names }).toEqual({ language, key, names: expected })
      }
    }
  })

  it('uses no gender signs in German', () => {
    for (const language of ['de', 'de-simple']) {
      const signs = Object.entries(languages.get(language) ?? {}).filter(([, text]) => GENDER_SIGN.test(text))
      expect({ language, signs }).toEqual({ language, signs: [] })
    }
  })

  it('keeps sentences short in Leichte Sprache', () => {
    const long = Object.entries(languages.get('de-simple') ?? {}).filter(
      ([, text]) => longestSentence(text) > 15 || text.includes('·') || text.includes(';'),
    )
    expect(long).toEqual([])
  })
})
