import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceKm } from '#features/authority/model/distance.ts'
import { addressesOf } from '#features/authority/model/relocation.ts'
import type { Site } from '#features/authority/model.ts'
import { type Offer, SERVICE_MODES } from '#features/catalogue/model.ts'
import { asId } from '#kernel/id.ts'
import { instant, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import { type Forecast, inOrderOfOutlook, needsOf, type Outlook, walkInSites } from './help.ts'
import { fits, type Narrowing } from './narrowing.ts'

const NOW = parseInstant('2027-03-01T10:00:00Z')
const idOf = <Kind extends string>(nth: number) => asId<Kind>(`00000000-0000-7000-8000-00000000000${nth}`)
const [CARD, MOVE] = [idOf<'service'>(1), idOf<'service'>(2)]
const text = (one: string) => ({ de: one, 'de-simple': one, en: one })

function siteOf(nth: number, more: Partial<Site> = {}): Site {
  const address = {
    texts: { name: text(`Site ${nth}`), way: text('') },
    district: 'A',
    street: 'Markt 1',
    postcode: '59980',
    town: 'Neuwalden',
    latitude: 51,
    longitude: 8 + nth / 10,
    stepFree: true,
    familyFriendly: true,
    selfService: true,
    ...more,
  }
  return {
    id: idOf<'site'>(nth),
    key: `site-${nth}`,
    unitKey: 'office',
    kind: 'permanent',
    timeZone: 'Europe/Berlin',
    languages: ['tr'],
    hours: [],
    ...address,
    addresses: addressesOf(address, []),
    ...more,
  }
}

const allOf = (sites: readonly Site[], mode: Offer['mode'] = 'both'): Offer[] =>
  sites.flatMap(({ id }) => [CARD, MOVE].map((serviceId) => ({ siteId: id, serviceId, mode })))
const keysFound = (sites: readonly Site[], wish: Parameters<typeof walkInSites>[2], rows = allOf(sites)) =>
  walkInSites({ sites, rows }, [CARD], wish, NOW).map(({ site }) => site.key)

const anyNarrowing: fc.Arbitrary<Narrowing> = fc.record(
  {
    district: fc.constantFrom('A', 'B'),
    withinKm: fc.integer({ min: 1, max: 40 }),
    stepFree: fc.boolean(),
    language: fc.constantFrom(...SPOKEN_LANGUAGES),
    familyFriendly: fc.boolean(),
    selfService: fc.boolean(),
    weekday: fc.integer({ min: 1, max: 7 }),
    part: fc.constantFrom('morning', 'midday', 'afternoon', 'evening'),
  },
  { requiredKeys: [] },
)
const anySites = fc
  .array(
    fc.record({
      district: fc.constantFrom('A', 'B'),
      stepFree: fc.boolean(),
      familyFriendly: fc.boolean(),
      selfService: fc.boolean(),
      languages: fc.subarray([...SPOKEN_LANGUAGES]),
    }),
    { maxLength: 5 },
  )
  .map((all) => all.map((more, nth) => siteOf(nth, more)))
const PLACE = { latitude: 51, longitude: 8.2 }

describe('sites without appointment', () => {
  test('are those that take all of it and have what is needed, wished ones first, then the nearest', () => {
    fc.assert(
      fc.property(
        anySites,
        anyNarrowing,
        fc.array(fc.nat(99), { minLength: 10, maxLength: 10 }),
        (sites, narrowing, drawn) => {
          const rows = allOf(sites).map((row, nth) => ({
            ...row,
            mode: SERVICE_MODES[(drawn[nth % 10] ?? 0) % SERVICE_MODES.length] ?? 'both',
          }))
          const found = walkInSites({ sites, rows }, [CARD, MOVE], { narrowing, place: PLACE }, NOW)
          for (const site of sites) {
            const takes = rows.filter(({ siteId, mode }) => siteId === site.id && mode !== 'appointment')
            const helps = takes.length === 2 && fits(site, needsOf(narrowing), undefined)
            const line = found.find((one) => one.site === site)
            expect(line !== undefined).toBe(helps)
            if (line) expect(line.asWished).toBe(fits(site, narrowing, PLACE))
          }
          for (const [nth, line] of found.entries()) {
            const before = found[nth - 1]
            if (!before) continue
            expect(Number(before.asWished)).toBeGreaterThanOrEqual(Number(line.asWished))
            if (before.asWished === line.asWished)
              expect(distanceKm(before.site, PLACE)).toBeLessThanOrEqual(distanceKm(line.site, PLACE))
          }
        },
      ),
    )
  })

  test('keep what is needed, and leave aside where and when', () => {
    const stairs = siteOf(1, { stepFree: false })
    const elsewhere = siteOf(2, { district: 'B' })
    expect(
      keysFound([stairs, elsewhere], { narrowing: { stepFree: true, district: 'A', weekday: 2 } }),
    ).toEqual(['site-2'])
    expect(keysFound([stairs, elsewhere], { narrowing: {}, siteKey: 'site-2' })).toEqual(['site-2', 'site-1'])
  })

  test('are not where the last stop of a team is over, nor where an appointment is needed', () => {
    const stop = { day: localDate('2027-02-01'), opens: localTime('08:00'), closes: localTime('12:00') }
    const over = siteOf(1, { kind: 'mobile', stops: [stop] })
    expect(keysFound([over, siteOf(2)], { narrowing: {} })).toEqual(['site-2'])
    const [one] = [siteOf(1)]
    expect(keysFound([one], { narrowing: {} }, allOf([one], 'appointment'))).toEqual([])
  })
})

describe('the order of what helps now', () => {
  const line = (name: string, more: Partial<Outlook> = {}) => ({
    name,
    asWished: true,
    closesAt: null,
    opensAt: null,
    waiting: 0,
    ...more,
  })

  test('is: as wished, open, fewest waiting, opens first, and last whichever opens nobody knows when', () => {
    const lines = [
      line('unknown'),
      line('tomorrow', { opensAt: instant(20) }),
      line('today', { opensAt: instant(10), waiting: 7 }),
      line('many', { closesAt: instant(5), waiting: 9 }),
      line('few', { closesAt: instant(5), waiting: 1 }),
      line('elsewhere', { asWished: false, closesAt: instant(5) }),
    ]
    const expected = ['few', 'many', 'today', 'tomorrow', 'unknown', 'elsewhere']
    const shuffled = fc.shuffledSubarray(lines, { minLength: lines.length })
    fc.assert(
      fc.property(shuffled, (any) => {
        expect(inOrderOfOutlook(any).map(({ name }) => name)).toEqual(expected)
      }),
    )
  })

  test('asks what is foretold before how many wait, and sends nobody first where one more may not be served', () => {
    const open = { closesAt: instant(90) }
    const foretold = (until: number, more: Partial<Forecast> = {}): Pick<Outlook, 'forecast'> => ({
      forecast: {
        stopped: false,
        doubtful: false,
        call: { way: 'between', from: instant(1), until: instant(until), aboutMinutes: null },
        ...more,
      },
    })
    const lines = [
      line('soon', { ...open, waiting: 9, ...foretold(10) }),
      line('later', { ...open, waiting: 1, ...foretold(20) }),
      line('not foretold', { ...open, ...foretold(0, { call: null }) }),
      line('nobody looks ahead', { ...open, waiting: 2 }),
      line('doubtful', { ...open, ...foretold(5, { doubtful: true }) }),
      line('stopped', { ...open, ...foretold(5, { stopped: true }) }),
      line('closed', { opensAt: instant(100) }),
    ]
    const expected = lines.map(({ name }) => name)
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (any) => {
        expect(inOrderOfOutlook(any).map(({ name }) => name)).toEqual(expected)
      }),
    )
  })

  test('leaves equal ones as they are', () => {
    const lines = [line('near', { closesAt: instant(5) }), line('far', { closesAt: instant(9) })]
    expect(inOrderOfOutlook(lines).map(({ name }) => name)).toEqual(['near', 'far'])
  })
})
