import { expect, it } from 'vitest'
import { hallTexts, type VisitNow } from './texts.ts'
import { arrivalWords, canServe, minutesBetween } from './visitWords.ts'

const visit: VisitNow = {
  visit: '01a20787-eaac-7072-b717-dd6026ec2d8e',
  state: 'waiting',
  ticketNumber: 'A001',
  origin: 'ticket',
  kind: 'on_site',
  people: 1,
  minutes: 15,
  language: 'de',
  appointmentAt: null,
  arrivedAt: '2027-03-01T09:12:00Z',
  callableFrom: null,
  calledAt: null,
  callCount: 0,
  missedCount: 0,
  services: ['passport', 'registration'],
  needs: [],
  credits: [],
  awayUntil: null,
  parkedFor: null,
  forCounter: null,
  part: null,
}
const words = (change: Partial<VisitNow>, language: 'de' | 'en') =>
  arrivalWords({ ...visit, ...change }, 'Europe/Berlin', language, hallTexts(language))

it('says when somebody came, in the wall time of the site', () => {
  expect(words({}, 'de')).toBe('10:12\u00a0Uhr, ohne Termin')
  expect(words({ appointmentAt: '2027-03-01T09:40:00Z' }, 'en')).toBe('10:12, booked for 10:40')
  expect(words({ appointmentAt: '2027-03-01T09:40:00Z', arrivedAt: null }, 'de')).toBe(
    'Termin 10:40\u00a0Uhr',
  )
})

it('a counter serves a visit only with all its matters', () => {
  expect(canServe(['passport', 'registration', 'pick-up'], visit)).toBe(true)
  expect(canServe(['passport'], visit)).toBe(false)
})

it('minutes are cut and never negative', () => {
  expect(minutesBetween('2027-03-01T09:12:00Z', '2027-03-01T09:14:59Z')).toBe(2)
  expect(minutesBetween('2027-03-01T09:12:01Z', '2027-03-01T09:12:00Z')).toBe(0)
})
