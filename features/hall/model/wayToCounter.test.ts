import { expect, test } from 'vitest'
import { arrowTo, wayTo } from './wayToCounter.ts'

const level = { de: '1. Stock', 'de-simple': 'Oben', en: 'First floor' }
const text = { de: 'blaue Linie', 'de-simple': 'an der blauen Linie', en: 'blue line' }

test('the way to a counter names level and direction, as far as they are said', () => {
  const direction = { arrow: 'up', line: 'blue', text } as const
  expect(wayTo({ level, direction }, 'de')).toBe('1. Stock, blaue Linie')
  expect(wayTo({ level: null, direction }, 'en')).toBe('blue line')
  expect(wayTo({ level }, 'de-simple')).toBe('Oben')
  expect(wayTo({ level: null, direction: null }, 'de')).toBe('')
})

test('an arrow points where somebody has said that the counter is, and nowhere else', () => {
  expect(arrowTo(undefined)).toBe('')
  expect(arrowTo(null)).toBe('')
  expect(arrowTo({ arrow: 'up', line: null, text })).toBe('↗')
})
