import { describe, expect, test } from 'vitest'
import type { PublishedPlan } from './texts.ts'
import { hoursInWords, hoursOn, hoursTyped } from './typedHours.ts'

const PUBLISHED: PublishedPlan = {
  site: 'mitte',
  version: 1,
  today: '2027-03-01',
  lastDay: '2028-03-01',
  mobile: false,
  counters: [],
  hours: [
    { weekday: 2, opens: '08:00', closes: '12:00' },
    { weekday: 2, opens: '13:00', closes: '16:00' },
  ],
  specialHours: [{ day: '2027-03-09', opens: '10:00', closes: '20:00' }],
  closures: [],
  plan: { weekly: [], dated: [], away: [] },
}

describe('the form for hours of one date', () => {
  test('begins with the hours that hold then', () => {
    const typed = (day: string) => Object.values(hoursOn(PUBLISHED, day))
    expect(typed('2027-03-02')).toEqual(['2027-03-02', '08:00', '12:00', '13:00', '16:00'])
    expect(typed('2027-03-09')).toEqual(['2027-03-09', '10:00', '20:00', '', ''])
    expect(typed('2027-03-06')).toEqual(['2027-03-06', '', '', '', ''])
  })

  const form = (opens: string, closes: string, opensAgain = '', closesAgain = '', day = '2027-03-02') =>
    hoursTyped({ day, opens, closes, opensAgain, closesAgain })

  test('is read with one or two spans', () => {
    expect(form('8', '20:00')).toEqual({ day: '2027-03-02', hours: [{ opens: '08:00', closes: '20:00' }] })
    expect(form('08:00', '12:00', '14:00', '20:00')).toMatchObject({
      hours: [{ closes: '12:00' }, { opens: '14:00' }],
    })
  })

  test('says what is still wrong', () => {
    expect(form('08:00', '20:00', '', '', '')).toBe('day')
    expect(form('', '20:00')).toBe('time')
    expect(form('08:00', '12:00', '13:00')).toBe('time')
    expect(form('20:00', '08:00')).toBe('order')
    expect(form('08:00', '14:00', '13:00', '20:00')).toBe('order')
  })

  test('is said with both spans', () => {
    const hours = [
      { opens: '08:00', closes: '12:00' },
      { opens: '14:00', closes: '20:00' },
    ]
    expect(hoursInWords(hours, 'en').replaceAll('\u00a0', ' ')).toBe('08:00 to 12:00 and 14:00 to 20:00')
  })
})
