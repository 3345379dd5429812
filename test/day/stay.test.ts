import { expect, it } from 'vitest'
import { type Stay, stayOf } from './stay.ts'

it('one in eight needs something, one in ten goes out for a while, one in sixteen lacks a photo, the same ones whoever looks', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `person ${index}`)
  const stays = names.map(stayOf)
  expect(names.map(stayOf)).toEqual(stays)
  const count = (has: (stay: Stay) => boolean) => stays.filter(has).length
  expect(Math.abs(count(({ need }) => need !== null) - 125)).toBeLessThan(40)
  expect(Math.abs(count(({ awayAfter }) => awayAfter !== null) - 100)).toBeLessThan(40)
  expect(Math.abs(count(({ parked }) => parked) - 60)).toBeLessThan(30)
})
