import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VISIT_KINDS, type VisitKind } from '#features/visit/model.ts'
import { localDate } from '#kernel/instant.ts'
import { exceededLimit, feesInForce, kindsFor, plannedMinutes, ticketPrefixOf } from './model.ts'

function fee(key: string, validFrom: string, validUntil: string | null, cents: number) {
  return {
    key,
    validFrom: localDate(validFrom),
    validUntil: validUntil === null ? null : localDate(validUntil),
    cents,
    texts: { label: { de: key, 'de-simple': key, en: key } },
  }
}

describe('the fee in force', () => {
  const service = {
    fees: [fee('adult', '2021-01-01', '2026-02-06', 3_700), fee('adult', '2026-02-07', null, 4_600)],
  }

  test('changes from one day to the next, both days included', () => {
    expect(feesInForce(service, localDate('2026-02-06')).map(({ cents }) => cents)).toEqual([3_700])
    expect(feesInForce(service, localDate('2026-02-07')).map(({ cents }) => cents)).toEqual([4_600])
  })

  test('is none before the first', () => {
    expect(feesInForce(service, localDate('2020-12-31'))).toEqual([])
  })

  test('comes with the highest first', () => {
    const fees = [fee('photo', '2025-05-01', null, 600), fee('adult', '2025-01-01', null, 7_000)]
    expect(feesInForce({ fees }, localDate('2026-01-01')).map(({ key }) => key)).toEqual(['adult', 'photo'])
  })
})

describe('planned minutes', () => {
  test('are the sum of the matters with their further people, rounded up to five', () => {
    const card = { minutes: 15, minutesPerFurtherPerson: 12, sharedStep: null }
    const pickUp = { minutes: 10, minutesPerFurtherPerson: 0, sharedStep: null }
    expect(
      plannedMinutes([
        { service: card, people: 2 },
        { service: pickUp, people: 3 },
      ]),
    ).toBe(40)
  })
})

test('the ticket carries the letter of the first service', () => {
  expect(ticketPrefixOf([{ ticketPrefix: 'P' }, { ticketPrefix: 'A' }])).toBe('P')
})

describe('the limits of one visit', () => {
  const service = { minutes: 60, minutesPerFurtherPerson: 35, sharedStep: null, peopleLimit: 99 }

  test('are twelve people and eight hours', () => {
    expect(exceededLimit([{ service, people: 13 }])).toBe('too_many_people')
    // 60 and 11 times 35 minutes.
    expect(exceededLimit([{ service: { ...service, peopleLimit: 12 }, people: 12 }])).toBeUndefined()
    const two = [
      { service, people: 12 },
      { service, people: 1 },
    ]
    expect(exceededLimit(two)).toBe('too_long')
  })

  test('for people are those of the service where these are lower', () => {
    expect(exceededLimit([{ service: { ...service, peopleLimit: 2 }, people: 3 }])).toBe('too_many_people')
  })
})

describe('the kinds of one visit', () => {
  const kinds = fc
    .subarray(['telephone', 'video'] as VisitKind[])
    .map((more) => ({ kinds: ['on_site', ...more] as const }))
  const video = { videoLink: 'https://video.example/{room}' }

  test('are those that every service has, always on site, and never more for one more service', () => {
    fc.assert(
      fc.property(fc.array(kinds, { minLength: 1, maxLength: 4 }), (services) => {
        const shared = kindsFor(services, video)
        expect(shared).toContain('on_site')
        for (const kind of VISIT_KINDS)
          expect(shared.includes(kind)).toBe(
            services.every((service) => service.kinds.some((each) => each === kind)),
          )
        expect(kindsFor(services.slice(1), video)).toEqual(expect.arrayContaining([...shared]))
      }),
    )
  })

  test('are without video where the city has no place for it', () => {
    const all = [{ kinds: VISIT_KINDS }]
    expect(kindsFor(all, video)).toEqual(['on_site', 'telephone', 'video'])
    expect(kindsFor(all, { videoLink: null })).toEqual(['on_site', 'telephone'])
  })
})
