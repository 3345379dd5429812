import { expect, it } from 'vitest'
import { readTime } from './readTime.ts'

it.each([
  ['8', '08:00'],
  ['8:30', '08:30'],
  ['830', '08:30'],
  ['08.05', '08:05'],
  ['24:00', '24:00'],
  [' 17 ', '17:00'],
  ['', null],
  ['24:01', undefined],
  ['8:60', undefined],
  ['8:3', undefined],
  ['acht', undefined],
])('a time typed as "%s" is %s', (typed, time) => {
  expect(readTime(typed)).toBe(time)
})
