import { expect, it } from 'vitest'
import { hallTexts, type VisitNow } from './texts.ts'
import { arrivalWords, minutesBetween, servedHere, standingWords } from './visitWords.ts'

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
  onTheWay: false,
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
  const counter = (services: string[]) => ({
    counters: [
      {
        counter: 'one',
        key: '1',
        label: { de: '', 'de-simple': '', en: '' },
        open: true,
        pausedAt: null,
        services,
        visit: null,
      },
    ],
  })
  const all = counter(['passport', 'registration', 'pick-up'])
  expect(servedHere(all, 'one', [visit])).toEqual([visit])
  expect(servedHere(counter(['passport']), 'one', [visit])).toEqual([])
  expect(servedHere(all, 'one', [{ ...visit, forCounter: 'two' }])).toEqual([])
  expect(servedHere(all, 'one', [{ ...visit, forCounter: 'one' }])).toHaveLength(1)
})

it('tells who is away until when, what they wait for and need, and why they come forward', () => {
  const standing = (change: Partial<VisitNow>) =>
    standingWords({ ...visit, ...change }, 'Europe/Berlin', 'en', hallTexts('en'))
  expect(standing({})).toEqual([])
  expect(standing({ credits: [{ kind: 'appointment', minutes: 30 }] })).toEqual([])
  expect(
    standing({
      awayUntil: '2027-03-01T09:40:00Z',
      needs: ['hearing'],
      credits: [{ kind: 'desk', minutes: 15 }],
    }),
  ).toEqual(['away until 10:40', 'Hard of hearing', '15 minutes forward: decided by the information desk'])
})

it('minutes are cut and never negative', () => {
  expect(minutesBetween('2027-03-01T09:12:00Z', '2027-03-01T09:14:59Z')).toBe(2)
  expect(minutesBetween('2027-03-01T09:12:01Z', '2027-03-01T09:12:00Z')).toBe(0)
})
