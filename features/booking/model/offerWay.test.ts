import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, type Instant, instant, localDate, localTime, MINUTE, plus } from '#kernel/instant.ts'
import { instantOf, timeOf } from '#kernel/wallTime.ts'
import { offerTerms, wayOfOffer } from './offerWay.ts'
import { offerUntil } from './waitlist.ts'

const ZONE = 'Europe/Berlin'
const at = (day: string, time: string) => instantOf(localDate(day), localTime(time), ZONE)
const EVENING = at('2027-03-02', '22:00')
const SEVEN = at('2027-03-03', '07:00')

describe('how somebody hears of an offer', () => {
  const all = { email: 'ada@mail.example', phone: '030 1234', mobile: '+491701234567' }
  const sendsSms = { sendsSms: true }

  it('is the SMS that they chose, else mail, else an SMS to all that they left, else a call', () => {
    expect(wayOfOffer({ ...all, toldBy: 'sms' }, sendsSms)).toEqual({
      channel: 'sms',
      recipient: '+491701234567',
    })
    expect(wayOfOffer(all, sendsSms)).toEqual({ channel: 'mail', recipient: 'ada@mail.example' })
    expect(wayOfOffer({ ...all, toldBy: 'letter' }, sendsSms)).toMatchObject({ channel: 'mail' })
    expect(wayOfOffer({ email: null, phone: '0170 1234567' }, sendsSms)).toEqual({
      channel: 'sms',
      recipient: '+491701234567',
    })
    expect(wayOfOffer({ email: null, phone: '030 1234' }, sendsSms)).toMatchObject({ channel: 'telephone' })
    expect(wayOfOffer({ email: null, phone: null }, sendsSms)).toBeUndefined()
  })

  it('is no SMS in a city that sends none', () => {
    expect(wayOfOffer({ ...all, toldBy: 'sms' }, { sendsSms: false })).toMatchObject({ channel: 'mail' })
    expect(wayOfOffer({ email: null, phone: '0170 1234567' }, { sendsSms: false })).toMatchObject({
      channel: 'telephone',
    })
  })
})

describe('an offer made at night', () => {
  it('is told by SMS in the morning, and waits from then on', () => {
    const startsAt = at('2027-03-03', '14:00')
    expect(offerTerms(EVENING, startsAt, 'sms', ZONE)).toEqual({
      tellAt: SEVEN,
      until: plus(SEVEN, 20 * MINUTE),
    })
    // The same by mail runs out unread (control).
    expect(offerTerms(EVENING, startsAt, 'mail', ZONE)).toEqual({
      tellAt: EVENING,
      until: plus(EVENING, 20 * MINUTE),
    })
  })

  it('is told at once where the morning would be too late', () => {
    const terms = offerTerms(EVENING, at('2027-03-03', '09:00'), 'sms', ZONE)
    expect(terms).toEqual({ tellAt: EVENING, until: plus(EVENING, 20 * MINUTE) })
    expect(offerTerms(EVENING, at('2027-03-03', '09:20'), 'sms', ZONE).tellAt).toBe(SEVEN)
  })

  it('never makes a phone sound at night without need, nor leaves less time than by day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 * 24 * 60 }),
        fc.integer({ min: 2 * 60, max: 30 * 24 * 60 }),
        (minute, ahead) => {
          const now: Instant = plus(instant(EVENING), minute * MINUTE)
          const startsAt = plus(now, ahead * MINUTE)
          const { tellAt, until } = offerTerms(now, startsAt, 'sms', ZONE)
          expect(until).toBeGreaterThanOrEqual(offerUntil(now, startsAt))
          expect(until - tellAt).toBeGreaterThanOrEqual(20 * MINUTE)
          if (tellAt > now) {
            expect(timeOf(tellAt, ZONE)).toBe('07:00')
            expect(until).toBeLessThanOrEqual(plus(startsAt, -1.5 * HOUR))
          } else {
            const wall = timeOf(now, ZONE)
            const isNight = wall >= '21:00' || wall < '07:00'
            if (isNight) expect(startsAt - now).toBeLessThan(DAY / 2 + 2.4 * HOUR)
          }
        },
      ),
    )
  })
})
