import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { type FoundNothing, HELPS_SHOWN, helpful, WHY_NOTHING_KINDS, whyNothing } from './whyNothing.ts'

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}

const SERVICES = [1, 2, 3, 4].map((number) => numbered<'service'>(number))
const [CARD, PASS, MOVE] = SERVICES
const TODAY = localDate('2027-03-01')
const HORIZON = addDays(TODAY, 56)

const anyServices = fc.subarray(SERVICES)
const anyDay = fc.integer({ min: 0, max: 80 }).map((days) => addDays(TODAY, days))
const anyFound: fc.Arbitrary<FoundNothing> = fc.record({
  services: fc.subarray(SERVICES, { minLength: 1 }),
  sites: fc
    .array(anyServices, { maxLength: 4 })
    .map((rows) =>
      rows.map((services, index) => ({ id: numbered<'site'>(index), bookable: new Set(services) })),
    ),
  from: anyDay,
  horizon: fc.constant(HORIZON),
  first: fc.option(fc.integer({ min: 0, max: 56 }).map((days) => addDays(TODAY, days))),
  alone: anyServices.map((services) => new Set(services)),
})

function found(change: Partial<FoundNothing>): FoundNothing {
  const all = { id: numbered<'site'>(1), bookable: new Set(SERVICES) }
  return {
    services: SERVICES.slice(0, 2),
    sites: [all],
    from: TODAY,
    horizon: HORIZON,
    first: null,
    alone: new Set(),
    ...change,
  }
}

const site = (number: number, ...services: (Id<'service'> | undefined)[]) => ({
  id: numbered<'site'>(number),
  bookable: new Set(services.filter((service) => service !== undefined)),
})

describe('why nothing is free', () => {
  test('is that a service cannot be booked there, and which', () => {
    const why = whyNothing(found({ sites: [site(1, CARD), site(2, CARD, MOVE)] }))
    expect(why).toEqual({ kind: 'not_offered', services: [PASS] })
  })

  test('is that no site has all of it, and which stand apart', () => {
    const sites = [site(1, CARD, MOVE), site(2, PASS, MOVE)]
    expect(whyNothing(found({ services: SERVICES.slice(0, 3), sites }))).toEqual({
      kind: 'apart',
      services: [CARD, PASS],
    })
    // Any two meet somewhere, all three nowhere.
    const pairs = [site(1, CARD, MOVE), site(2, PASS, MOVE), site(3, CARD, PASS)]
    expect(whyNothing(found({ services: SERVICES.slice(0, 3), sites: pairs }))).toEqual({
      kind: 'apart',
      services: [CARD, PASS, MOVE],
    })
  })

  test('is that the day cannot be booked yet', () => {
    expect(whyNothing(found({ from: addDays(HORIZON, 1) }))).toEqual({
      kind: 'beyond_horizon',
      horizon: HORIZON,
    })
  })

  test('is that it goes only one by one, or that all is taken until a day or to the horizon', () => {
    const both = new Set(SERVICES.slice(0, 2))
    expect(whyNothing(found({ alone: both }))).toEqual({
      kind: 'only_alone',
      services: SERVICES.slice(0, 2),
    })
    expect(whyNothing(found({}))).toEqual({ kind: 'full', first: null, horizon: HORIZON })
    const first = addDays(TODAY, 9)
    expect(whyNothing(found({ first, alone: both }))).toEqual({ kind: 'full', first, horizon: HORIZON })
  })

  test('blames offers only where offers are at fault, and names only services that were asked for', () => {
    fc.assert(
      fc.property(anyFound, (nothing) => {
        const { services, sites } = nothing
        const why = whyNothing(nothing)
        expect(WHY_NOTHING_KINDS).toContain(why.kind)
        const has = (wanted: readonly Id<'service'>[]) =>
          sites.some(({ bookable }) => wanted.every((service) => bookable.has(service)))
        if (sites.length === 0) {
          expect(why.kind).toBe('no_site')
          return
        }
        const fault = services.every((service) => has([service])) ? 'apart' : 'not_offered'
        expect(['not_offered', 'apart'].includes(why.kind) ? why.kind : null).toBe(
          has(services) ? null : fault,
        )
        if (!('services' in why)) return
        expect(why.services.length).toBeGreaterThan(0)
        expect(why.services.every((service) => services.includes(service))).toBe(true)
        if (why.kind === 'not_offered') expect(why.services.some((service) => has([service]))).toBe(false)
        if (why.kind === 'apart') expect(has(why.services)).toBe(false)
        if (why.kind === 'only_alone') expect(why.services.length).toBeGreaterThan(1)
      }),
    )
  })

  test('names a first day exactly where there is one to be booked, and more sites never take it away', () => {
    fc.assert(
      fc.property(anyFound, (nothing) => {
        const everywhere = { id: numbered<'site'>(9), bookable: new Set(SERVICES) }
        const why = whyNothing({ ...nothing, sites: [...nothing.sites, everywhere] })
        if (nothing.from > HORIZON) expect(why.kind).toBe('beyond_horizon')
        else if (nothing.first !== null) {
          expect(why).toEqual({ kind: 'full', first: nothing.first, horizon: HORIZON })
        } else expect(why.kind === 'full' ? why.first : null).toBeNull()
      }),
    )
  })
})

describe('what helps', () => {
  const anyChoice = fc.record({
    first: fc.option(fc.record({ startsAt: fc.integer({ min: 0, max: 1_000 }) })),
    metres: fc.option(fc.integer({ min: 0, max: 20_000 })),
  })

  test('has a time, and nothing that is nearer, or as near and earlier, is left out for it', () => {
    fc.assert(
      fc.property(fc.array(anyChoice, { maxLength: 8 }), (choices) => {
        const shown = helpful(choices)
        const possible = choices.filter(({ first }) => first !== null)
        expect(shown).toHaveLength(Math.min(HELPS_SHOWN, possible.length))
        const rank = (choice: (typeof choices)[number]): readonly [number, number] => [
          choice.metres ?? Number.POSITIVE_INFINITY,
          choice.first?.startsAt ?? Number.POSITIVE_INFINITY,
        ]
        for (const one of shown) {
          expect(one.first).not.toBeNull()
          for (const left of possible.filter((other) => !shown.includes(other))) {
            const [a, b] = [rank(one), rank(left)]
            expect(a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1])).toBe(true)
          }
        }
      }),
    )
  })
})
