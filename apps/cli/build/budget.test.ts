import { expect, it } from 'vitest'
import { overBudget } from '../commands/build.ts'

it('names every file that grew beyond what a citizen’s phone is asked to load', () => {
  expect(overBudget({ 'citizen.css': 60_000, 'enhance.js': 10_000, 'console.js': 900_000 })).toEqual([])
  expect(overBudget({ 'citizen.css': 60_001 })).toEqual([
    'citizen.css has 60001 bytes (gzip), allowed are 60000.',
  ])
})
