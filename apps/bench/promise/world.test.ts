import { expect, it } from 'vitest'
import { playDay } from './truth.ts'
import { makeDay, makeWorld, type Somebody } from './world.ts'

const world = makeWorld(3, 1, 20)
const days = Array.from({ length: 40 }, (_, number) => makeDay(world, number))
const people = days.flatMap((day) => day.people)

it('a day is the same for the same number and seed, and another one for others', () => {
  expect(makeDay(world, 7)).toEqual(days[7])
  expect(makeDay(world, 8)).not.toEqual(days[7])
  expect(makeDay(makeWorld(4, 1, 20), 7)).not.toEqual(days[7])
})

it('people come as the reference says: so many booked and spontaneous, as many who stay away, as long', () => {
  const booked = people.filter(({ appointment }) => appointment !== null)
  const walkIns = people.filter(({ appointment }) => appointment === null)
  expect(booked.length / days.length).toBe(168)
  expect(walkIns.length / days.length).toBeGreaterThan(102)
  expect(walkIns.length / days.length).toBeLessThan(122)
  const away = booked.filter(({ arrives }) => arrives === null).length / booked.length
  expect(Math.abs(away - 0.15)).toBeLessThan(0.02)
  for (const [service, { mean }] of world.services.entries()) {
    const own = people.filter((each) => each.service === service)
    const taken = own.reduce((sum, { base }) => sum + base, 0) / own.length
    expect(Math.abs(taken / mean - 1)).toBeLessThan(0.12)
  }
})

it('where the last times leave room, a visit one and a half times as long as usual ends before the day does', () => {
  for (let number = 0; number < 10; number++)
    for (const { appointment, service } of makeDay(world, number, { endsInTime: true }).people)
      if (appointment !== null)
        expect(appointment + 1.5 * (world.services[service]?.mean ?? 0)).toBeLessThanOrEqual(470)
})

it('a day as it really is: each counter serves one after the other what it can do, and nobody who was refused', () => {
  const refused = new Set<Somebody>()
  const served = new Map<Somebody, number>()
  const busyUntil = new Map<number, number>()
  playDay(
    world,
    makeDay(world, 1),
    {
      served(person, counter, minutes, at) {
        expect(world.countersOf[person.service]).toContain(counter)
        // `at` is the end, with the gap after it.
        expect(at - minutes).toBeGreaterThanOrEqual((busyUntil.get(counter) ?? 0) - 1e-9)
        busyUntil.set(counter, at)
        served.set(person, at)
      },
    },
    {
      accepts(person) {
        if (person.id % 5 !== 0) return true
        refused.add(person)
        return false
      },
    },
  )
  expect(refused.size).toBeGreaterThan(5)
  for (const person of refused) expect(served.has(person)).toBe(false)
  expect(served.size).toBeGreaterThan(150)
})
