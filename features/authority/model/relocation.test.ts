import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId } from '#kernel/id.ts'
import { instant, localDate, parseInstant } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import {
  type Addresses,
  addressesHold,
  addressesOf,
  addressOn,
  changedSpans,
  changeMoves,
  isWithin,
  moveAhead,
  movesAfter,
  placeOfAddress,
  RELOCATION_DAYS,
  relocationFault,
  type SiteAddress,
  siteOn,
  tellsApart,
} from './relocation.ts'

const words = (text: string) => ({ de: text, 'de-simple': text, en: text })
const address = (street: string, more: Partial<SiteAddress> = {}): SiteAddress => ({
  texts: { name: words('Amt'), way: words('Am Markt') },
  district: 'Mitte',
  street,
  postcode: '59980',
  town: 'Neuwalden',
  latitude: 51,
  longitude: 9,
  stepFree: true,
  familyFriendly: false,
  selfService: false,
  ...more,
})

const FIRST = localDate('2027-03-01')
const anyDay = fc.integer({ min: 0, max: 60 }).map((days) => addDays(FIRST, days))
/** Few streets, so that some moves lead back or nowhere. */
const anyStreet = fc.constantFrom('Markt 1', 'Ring 2', 'Tor 3').map((street) => address(street))
const anyAddresses: fc.Arbitrary<Addresses> = fc
  .tuple(anyStreet, fc.uniqueArray(fc.tuple(anyDay, anyStreet), { maxLength: 4, selector: ([day]) => day }))
  .map(([first, moves]) =>
    addressesOf(
      first,
      moves.map(([firstDay, to], index) => ({
        ...to,
        firstDay,
        relocationId: asId(`00000000-0000-7000-8000-00000000000${index}`),
      })),
    ),
  )

describe('the address on a day', () => {
  test('is that of the last move whose day has come', () => {
    fc.assert(
      fc.property(anyAddresses, anyDay, (addresses, day) => {
        const held = addressOn(addresses, day)
        expect(held.firstDay === null || held.firstDay <= day).toBe(true)
        for (const { firstDay } of addresses) {
          if (firstDay !== null && firstDay <= day) expect(firstDay <= (held.firstDay ?? '')).toBe(true)
        }
      }),
    )
  })

  test('changes on the day of a move and not before it', () => {
    const addresses = addressesOf(address('Markt 1'), [
      { ...address('Ring 2'), firstDay: FIRST, relocationId: null },
    ])
    expect(addressOn(addresses, addDays(FIRST, -1)).street).toBe('Markt 1')
    expect(addressOn(addresses, FIRST).street).toBe('Ring 2')
  })

  test('does not depend on which day the site showed before', () => {
    fc.assert(
      fc.property(anyAddresses, anyDay, anyDay, (addresses, one, other) => {
        const site = { ...addresses[0], addresses }
        expect(siteOn(siteOn(site, one), other)).toEqual(siteOn(site, other))
      }),
    )
  })

  test('is still to come for a later day exactly while a move stands between', () => {
    fc.assert(
      fc.property(anyAddresses, anyDay, anyDay, (addresses, today, day) => {
        fc.pre(today <= day)
        const ahead = moveAhead({ ...addresses[0], addresses }, day, today)
        const between = movesAfter(addresses, today).filter(({ firstDay }) => (firstDay ?? '') <= day)
        expect(ahead).toBe(between.at(-1)?.firstDay ?? null)
      }),
    )
  })

  test('holds for all sites from one midnight of a mover to the next', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'Pacific/Auckland', 'America/New_York')
    const anySites = fc.array(fc.record({ timeZone: zones, addresses: anyAddresses }), { maxLength: 3 })
    const anyInstant = fc.integer({ min: 0, max: 61 * 24 * 60 }).map((minutes) => {
      return instant(parseInstant('2027-02-28T00:00:00Z') + minutes * 60_000)
    })
    fc.assert(
      fc.property(anySites, anyInstant, anyInstant, (sites, now, other) => {
        const shown = (at: typeof now) =>
          sites.map(({ timeZone, addresses }) => addressOn(addresses, dayOf(at, timeZone)).firstDay)
        const { from, until } = addressesHold(sites, now)
        expect(from <= now && now < until).toBe(true)
        expect(from <= other && other < until).toBe(String(shown(other)) === String(shown(now)))
      }),
    )
  })
})

describe('who is told of a change', () => {
  test('are exactly those on whose day the way is another one', () => {
    fc.assert(
      fc.property(anyAddresses, anyAddresses, anyDay, (before, after, day) => {
        const told = isWithin(day, changedSpans(before, after))
        expect(told).toBe(tellsApart(addressOn(before, day), addressOn(after, day)))
      }),
    )
  })

  test('is nobody when nothing changes, and spans never touch', () => {
    fc.assert(
      fc.property(anyAddresses, anyAddresses, (before, after) => {
        expect(changedSpans(before, before)).toEqual([])
        const spans = changedSpans(before, after)
        for (const [index, { from }] of spans.entries()) {
          if (index > 0) expect((spans[index - 1]?.until ?? '9999') < (from ?? '')).toBe(true)
        }
      }),
    )
  })

  test('is nobody for coordinates and comforts, and somebody for a step at the door', () => {
    expect(tellsApart(address('Ring 2'), address('Ring 2', { latitude: 52, selfService: true }))).toBe(false)
    expect(tellsApart(address('Ring 2'), address('Ring 2', { stepFree: false }))).toBe(true)
    expect(tellsApart(address('Ring 2'), address('Ring 2', { town: 'Altwalden' }))).toBe(true)
  })

  test('are, when a move is put off, only those between the two days', () => {
    const id = asId<'relocation'>('00000000-0000-7000-8000-000000000001')
    const before = addressesOf(address('Markt 1'), [
      { ...address('Ring 2'), firstDay: FIRST, relocationId: id },
    ])
    const later = changeMoves(
      before,
      { id, wish: { ...address('Ring 2'), firstDay: addDays(FIRST, 7) } },
      addDays(FIRST, -9),
    )
    expect(later.ok && changedSpans(before, later.value)).toEqual([{ from: FIRST, until: addDays(FIRST, 7) }])
  })
})

describe('a move', () => {
  const today = addDays(FIRST, 20)

  test('taken back leaves everything as it was before it', () => {
    fc.assert(
      fc.property(anyAddresses, anyStreet, anyDay, (addresses, to, firstDay) => {
        const announced = changeMoves(addresses, { id: null, wish: { ...to, firstDay } }, today)
        if (!announced.ok) return
        const id = asId<'relocation'>('00000000-0000-7000-8000-00000000000f')
        const [first, ...moves] = announced.value
        const named = addressesOf(
          first,
          moves.map((move) => (move.relocationId === null ? { ...move, relocationId: id } : move)),
        )
        const back = changeMoves(named, { id, wish: null }, today)
        expect(back.ok && back.value).toEqual(addresses)
      }),
    )
  })

  test('is announced for a day to come, once, and to somewhere else', () => {
    const addresses = addressesOf(address('Markt 1'), [
      { ...address('Ring 2'), firstDay: addDays(today, 5), relocationId: null },
    ])
    const fault = (street: string, days: number) =>
      relocationFault(addresses, { ...address(street), firstDay: addDays(today, days) }, today)
    expect(fault('Tor 3', 0)).toBe('day_past')
    expect(fault('Tor 3', 1)).toBeUndefined()
    expect(fault('Tor 3', 5)).toBe('day_taken')
    expect(fault('Markt 1', 4)).toBe('same_address')
    expect(fault('Markt 1', 6)).toBeUndefined()
    expect(fault('Tor 3', RELOCATION_DAYS)).toBeUndefined()
    expect(fault('Tor 3', RELOCATION_DAYS + 1)).toBe('day_far')
  })

  test('cannot be changed or taken back once its day has come', () => {
    const id = asId<'relocation'>('00000000-0000-7000-8000-000000000001')
    const addresses = addressesOf(address('Markt 1'), [
      { ...address('Ring 2'), firstDay: today, relocationId: id },
    ])
    expect(changeMoves(addresses, { id, wish: null }, today)).toEqual({ ok: false, code: 'relocation_over' })
    expect(changeMoves(addresses, { id, wish: null }, addDays(today, -1)).ok).toBe(true)
  })

  test('lies in the middle of its postcode and district, or where it was said to', () => {
    const localities = [
      { postcode: '59980', district: 'Mitte', latitude: 51, longitude: 9 },
      { postcode: '59980', district: 'Nord', latitude: 52, longitude: 9 },
    ]
    const place = (
      postcode: string,
      district: string | null,
      point = null as null | { latitude: number; longitude: number },
    ) => placeOfAddress(localities, { postcode, district, point })
    expect(place('59980', null)).toEqual({
      ok: true,
      value: { district: 'Mitte', latitude: 51, longitude: 9 },
    })
    expect(place('59980', 'Nord')).toMatchObject({ value: { latitude: 52 } })
    expect(place('12345', 'Nord')).toEqual({ ok: false, code: 'unknown_postcode' })
    expect(place('12345', null, { latitude: 1, longitude: 2 })).toEqual({
      ok: false,
      code: 'unknown_postcode',
    })
    expect(place('12345', 'West', { latitude: 1, longitude: 2 })).toEqual({
      ok: true,
      value: { district: 'West', latitude: 1, longitude: 2 },
    })
  })
})
