import { expect, test } from 'vitest'
import type { Texts } from '#kernel/language.ts'
import { rememberCityNames } from './cityNames.ts'

const NAME: Texts = { de: 'Stadt Neuwalden', 'de-simple': 'Stadt Neuwalden', en: 'City of Neuwalden' }
const fails = () => Promise.reject(new Error('gone'))

test('a name is read once, also for many who ask at once', async () => {
  let readings = 0
  const read = async () => {
    readings += 1
    return NAME
  }
  const names = rememberCityNames()
  expect(await Promise.all([1, 2, 3].map(() => names.of('neuwalden', read)))).toEqual([NAME, NAME, NAME])
  expect(await names.of('neuwalden', fails)).toEqual(NAME)
  expect(readings).toBe(1)
  expect(await names.of('zweitstadt', fails)).toBeUndefined()
})

test('what was read anyway needs no reading', async () => {
  const names = rememberCityNames()
  names.keep('neuwalden', NAME)
  expect(await names.of('neuwalden', fails)).toEqual(NAME)
})

test('a failure is not tried again at once', async () => {
  const names = rememberCityNames()
  expect(await names.of('neuwalden', fails)).toBeUndefined()
  expect(await names.of('neuwalden', async () => NAME)).toBeUndefined()
})

test('a database that never answers holds up no page', async () => {
  const names = rememberCityNames(20)
  expect(await names.of('neuwalden', () => new Promise(() => {}))).toBeUndefined()
})
