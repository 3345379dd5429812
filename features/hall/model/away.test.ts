import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { minutesUntilBack } from './away.ts'
import { nextToCall, type Waiting } from './callOrder.ts'

const NINE = parseInstant('2027-03-01T09:00:00Z')
const at = (minutes: number) => plus(NINE, minutes * MINUTE)
const counter = { counterId: 'counter' as Id<'counter'>, skills: new Set<Id<'service'>>() }

describe('for how long somebody is away', () => {
  it('is what they say, an hour at most, or until what they were told', () => {
    const here = { awayUntil: null }
    expect(minutesUntilBack({ minutes: 20 }, here, NINE)).toBe(20)
    expect(minutesUntilBack({ minutes: 90 }, here, NINE)).toBe(60)
    expect(minutesUntilBack({ backBy: at(95) }, here, NINE)).toBe(95)
    expect(minutesUntilBack({ backBy: at(600) }, here, NINE)).toBe(240)
  })

  it('ends with a whole minute, and never before the minute that they were told', () => {
    expect(minutesUntilBack({ backBy: at(35) }, { awayUntil: null }, plus(NINE, 20_500))).toBe(35)
    expect(minutesUntilBack({ backBy: at(35) }, { awayUntil: null }, NINE)).toBe(35)
  })

  it('is not made shorter by another word, and of a time that is over nothing comes', () => {
    expect(minutesUntilBack({ minutes: 10 }, { awayUntil: at(30) }, at(5))).toBe(25)
    expect(minutesUntilBack({ backBy: at(20) }, { awayUntil: at(30) }, at(5))).toBe(25)
    expect(minutesUntilBack({ backBy: at(5) }, { awayUntil: null }, at(5))).toBeUndefined()
    expect(minutesUntilBack({ minutes: 10 }, { awayUntil: at(30) }, at(50))).toBe(10)
  })
})

/** What happens in a hall with one counter that calls whenever it can: nothing else ends a time away. */
type Step =
  | { readonly kind: 'says'; readonly who: number; readonly minutes: number; readonly isTold: boolean }
  | { readonly kind: 'back'; readonly who: number }
  | { readonly kind: 'call' }

const PEOPLE = 4
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('says' as const),
    who: fc.nat(PEOPLE - 1),
    minutes: fc.integer({ min: -5, max: 90 }),
    isTold: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('back' as const), who: fc.nat(PEOPLE - 1) }),
  fc.constant({ kind: 'call' as const }),
)
const day = fc.array(fc.record({ after: fc.integer({ min: 0, max: 15 * MINUTE }), step }), { maxLength: 60 })

/** The broken laws of a day that is lived with one way of saying until when somebody is away. */
function live(
  steps: readonly { readonly after: number; readonly step: Step }[],
  say = minutesUntilBack,
): string[] {
  const hall = new Map<number, Waiting>()
  const floors = new Map<number, Instant>()
  const broken: string[] = []
  for (let who = 0; who < PEOPLE; who++)
    hall.set(who, {
      id: `${who}` as Id<'visit'>,
      ticketNumber: `A00${who}`,
      dueAt: at(who),
      callableFrom: NINE,
      services: [],
      awayUntil: null,
      forCounterId: null,
    })
  let now = NINE
  for (const { after, step } of steps) {
    now = plus(now, after)
    if (step.kind === 'call') {
      const next = nextToCall([...hall.values()], counter, now)
      if (!next) continue
      const floor = floors.get(Number(next.id))
      if (floor !== undefined && now < floor) broken.push('called before the floor')
      hall.delete(Number(next.id))
      continue
    }
    const person = hall.get(step.who)
    if (!person) continue
    if (step.kind === 'back') {
      floors.delete(step.who)
      hall.set(step.who, { ...person, awayUntil: null })
      continue
    }
    const told = plus(now, step.minutes * MINUTE)
    const asked = step.isTold ? { backBy: told } : { minutes: Math.max(step.minutes, 1) }
    const minutes = say(asked, person, now)
    if (minutes === undefined) continue
    const awayUntil = plus(now, minutes * MINUTE)
    const floor = floors.get(step.who)
    if (floor !== undefined && now < floor && awayUntil < floor) broken.push('lowered')
    if (awayUntil < Math.min(told, plus(now, 60 * MINUTE))) broken.push('shorter than told')
    if (person.dueAt !== hall.get(step.who)?.dueAt) broken.push('another key')
    hall.set(step.who, { ...person, awayUntil })
    floors.set(step.who, Math.max(awayUntil, floor ?? awayUntil) as Instant)
  }
  return broken
}

describe('the time by which somebody has to be back', () => {
  it('is a floor: never lowered, and nobody is called before it, though a counter stands idle', () => {
    fc.assert(
      fc.property(day, (steps) => {
        expect(live(steps)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('would be lowered, and people called before it, if each word stood for itself (control)', () => {
    const forgetful: typeof minutesUntilBack = (asked, _before, now) =>
      minutesUntilBack(asked, { awayUntil: null }, now)
    const { counterexample } = fc.check(fc.property(day, (steps) => live(steps, forgetful).length === 0))
    expect(counterexample).not.toBeNull()
  })
})
