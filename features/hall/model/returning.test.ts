import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { inCallOrder, isAway } from './callOrder.ts'
import { NEAR, returningOf } from './returning.ts'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const at = (minutes: number) => plus(NOW, minutes * MINUTE)
const minutes = fc.integer({ min: -90, max: 90 })

const person = (nth: number, dueAt: number, awayUntil: number | null, callableFrom = -60) => ({
  id: `visit-${nth}` as Id<'visit'>,
  ticketNumber: `A${String(nth).padStart(3, '0')}`,
  dueAt: at(dueAt),
  callableFrom: at(callableFrom),
  awayUntil: awayUntil === null ? null : at(awayUntil),
})

const hall = fc
  .array(fc.tuple(minutes, fc.option(minutes), minutes), { maxLength: 20 })
  .map((people) => people.map((each, nth) => person(nth, ...each)))

describe('the return list', () => {
  it('holds everybody who said to be away, once, the earliest first', () => {
    fc.assert(
      fc.property(hall, (waiting) => {
        const list = returningOf(waiting, NOW)
        const said = waiting.filter(({ awayUntil }) => awayUntil !== null).map(({ id }) => id)
        expect(list.map(({ visit }) => visit.id).toSorted()).toEqual(said.toSorted())
        const times = list.map(({ backAt }) => backAt)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
      }),
    )
  })

  it('marks whose time has come, and of the others those whose turn is near', () => {
    fc.assert(
      fc.property(hall, (waiting) => {
        for (const { visit, mark, before } of returningOf(waiting, NOW)) {
          const earlier = inCallOrder(waiting)
          const ahead = earlier
            .slice(
              0,
              earlier.findIndex(({ id }) => id === visit.id),
            )
            .filter((each) => !isAway(each, NOW))
          expect(before).toBe(ahead.length)
          if (!isAway(visit, NOW)) expect(mark).toBe('due')
          else expect(mark === 'near').toBe(ahead.length <= NEAR && visit.callableFrom <= NOW)
        }
      }),
    )
  })

  it('does not count who is away, too, and hurries nobody before their appointment', () => {
    const away = [0, 1, 2, 3].map((nth) => person(nth, nth, 10 + nth))
    expect(returningOf(away, NOW).map(({ before, mark }) => [before, mark])).toEqual(
      away.map(() => [0, 'near']),
    )
    const here = [0, 1, 2].map((nth) => person(nth, nth, null))
    expect(returningOf([...here, person(3, 3, 10)], NOW)).toMatchObject([{ before: 3, mark: 'later' }])
    expect(returningOf([person(0, 0, 10, 5)], NOW)).toMatchObject([{ before: 0, mark: 'later' }])
    expect(returningOf([person(0, 0, 0, 5)], NOW)).toMatchObject([{ mark: 'due' }])
  })
})
