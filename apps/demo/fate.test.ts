import { expect, it } from 'vitest'
import { comesAgain } from './fate.ts'

const ids = Array.from({ length: 1000 }, (_, index) => `visit ${index}`)
const again = (minutes: number) => ids.filter((id) => comesAgain(id, minutes))

it('half of the consultations lead to another visit, the same ones whoever looks, and short visits to none', () => {
  expect(again(60).length).toBeGreaterThan(400)
  expect(again(60).length).toBeLessThan(600)
  expect(again(60)).toEqual(again(90))
  expect(again(55)).toEqual([])
})
