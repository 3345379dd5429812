import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDate, parseInstant } from '#kernel/instant.ts'
import { bookingAddress, MATTER_LIMIT, readFilter, readMatters, readTime, timeValue } from './address.ts'

const queryOf = (address: string) => new URL(address, 'http://own.invalid').searchParams

describe('what a booking carries in its address', () => {
  const matters = fc.uniqueArray(
    fc.record(
      {
        serviceKey: fc.stringMatching(/^[a-z0-9-]{2,40}$/),
        people: fc.integer({ min: 1, max: 99 }),
        answers: fc.dictionary(
          fc.stringMatching(/^[a-z0-9-]{2,40}$/),
          fc.stringMatching(/^[a-z0-9-]{2,40}$/),
          {
            minKeys: 1,
            maxKeys: 6,
          },
        ),
      },
      { requiredKeys: ['serviceKey', 'people'] },
    ),
    { selector: ({ serviceKey }) => serviceKey, minLength: 1, maxLength: MATTER_LIMIT },
  )

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(matters, (asked) => {
        const time = { siteKey: 'mitte', startsAt: parseInstant('2027-03-28T01:00:00Z') }
        const filter = { site: 'mitte', day: localDate('2027-03-28'), from: localDate('2027-03-01') }
        const query = queryOf(bookingAddress('/booking/times', { matters: asked, filter, time }))
        expect(readMatters(query)).toEqual(asked)
        expect(readFilter(query)).toEqual(filter)
        expect(readTime(query.get('time'))).toEqual(time)
      }),
    )
  })

  it('is short and can be read', () => {
    expect(bookingAddress('/booking', { matters: [{ serviceKey: 'identity-card', people: 2 }] })).toBe(
      '/booking?m=identity-card:2',
    )
    const answered = { serviceKey: 'passport', people: 1, answers: { first: 'yes', age: 'minor' } }
    expect(bookingAddress('/booking', { matters: [answered] })).toBe(
      '/booking?m=passport:1:first.yes:age.minor',
    )
    expect(bookingAddress('/booking', {})).toBe('/booking')
  })

  it('whatever stands there, reading never fails', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (m, time, day) => {
        const query = new URLSearchParams({ m, day, from: day, site: m })
        expect(readMatters(query).length).toBeLessThanOrEqual(MATTER_LIMIT)
        readFilter(query)
        readTime(time)
      }),
    )
  })

  it.each([
    'm=identity-card',
    'm=identity-card:0',
    'm=identity-card:-1',
    'm=identity-card:100',
    'm=IDENTITY:1',
    'm=a b:1',
    'm=%00:1',
  ])('%s is no matter', (query) => {
    expect(readMatters(new URLSearchParams(query))).toEqual([])
  })

  it('of a matter that stands there twice the last number counts', () => {
    expect(readMatters(new URLSearchParams('m=passport:1&m=passport:3'))).toEqual([
      { serviceKey: 'passport', people: 3 },
    ])
  })

  it.each([
    null,
    '',
    'mitte',
    'mitte_',
    'mitte_2027-02-30T08:00:00.000Z',
    'mitte_2027-03-01T25:00:00.000Z',
    'mitte_2027-03-01T08:00:61.000Z',
    'mitte_2027-03-01T08:00:00Z',
    '../x_2027-03-01T08:00:00.000Z',
  ])('%s is no time', (text) => {
    expect(readTime(text)).toBeUndefined()
  })

  it('a time is written with its site', () => {
    expect(timeValue({ siteKey: 'nord', startsAt: parseInstant('2027-03-01T08:00:00Z') })).toBe(
      'nord_2027-03-01T08:00:00.000Z',
    )
  })

  it.each(['day=2027-02-30', 'day=tomorrow', 'day=', 'site=', 'site=../x', 'from=2027-13-01'])(
    '%s narrows nothing',
    (query) => {
      expect(readFilter(new URLSearchParams(query))).toEqual({})
    },
  )
})
