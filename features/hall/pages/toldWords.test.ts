import { describe, expect, it } from 'vitest'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import type { Told } from '../model.ts'
import { isShorter, isSooner, minutesThere } from './kioskOutlook.ts'
import { NOTHING_TOLD, outlookThere, outlookWords, toldParts } from './toldWords.ts'

const NINE = parseInstant('2027-03-01T09:00:00Z')
const site = { timeZone: 'Europe/Berlin' }
const here = { awayUntil: null }
/** Without the blanks that keep a time together. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const told = (more: Partial<Told> = {}): Told => ({
  from: plus(NINE, 40 * MINUTE),
  until: plus(NINE, 52 * MINUTE),
  soon: false,
  aboutMinutes: null,
  backBy: plus(NINE, 38 * MINUTE),
  ...more,
})

describe('what is told in words', () => {
  it('is from when until when, and by when to be back', () => {
    const { told: words, back } = toldParts(told(), site, 'de', here, NINE)
    expect({ words: plain(words), back: plain(back) }).toEqual({
      words: 'Sie sind wahrscheinlich zwischen 10:40 Uhr und 10:52 Uhr dran.',
      back: 'Sie können weggehen. Seien Sie spätestens um 10:38 Uhr wieder hier.',
    })
  })

  it('is until when at the most where it can come at any moment', () => {
    const { told: words, back } = toldParts(told({ soon: true, backBy: null }), site, 'en', here, NINE)
    expect(words).toBe('You will probably be called by 10:52. Please stay nearby.')
    expect(back).toBe('')
  })

  it('is only about how long where it is wide', () => {
    const words = (aboutMinutes: number) =>
      toldParts(told({ aboutMinutes, backBy: null }), site, 'de', here, NINE).told
    expect([30, 60, 90, 120, 150].map((minutes) => words(minutes).split(' dran')[0])).toEqual([
      'Sie sind in etwa einer halben Stunde',
      'Sie sind in etwa einer Stunde',
      'Sie sind in etwa eineinhalb Stunden',
      'Sie sind in etwa 2 Stunden',
      'Sie sind in etwa 2½ Stunden',
    ])
    expect(words(600)).toContain('mehr als vier Stunden')
  })

  it('is nothing where nothing is known', () => {
    expect(toldParts(undefined, site, 'de', here, NINE)).toBe(NOTHING_TOLD)
    expect(outlookWords(undefined, site, 'de')).toBeUndefined()
    expect(outlookThere(undefined, site, 'de')).toBeUndefined()
    expect(outlookThere(told({ aboutMinutes: 60 }), site, 'de')).toBeUndefined()
  })

  it('is there in every language, and the same object as long as the same is told', () => {
    const one = told()
    for (const language of LANGUAGES) {
      for (const more of [{}, { soon: true }, { aboutMinutes: 90 }, { aboutMinutes: 300 }]) {
        expect(toldParts(told(more), site, language, here, NINE).told).toMatch(/\d|Stunde|hour/)
        expect(outlookWords(told(more), site, language)).toMatch(/\d|Stunde|hour/)
      }
      expect(toldParts(one, site, language, here, NINE)).toBe(toldParts(one, site, language, here, NINE))
    }
  })
})

describe('what somebody may press who goes away', () => {
  const away = { awayUntil: plus(NINE, 20 * MINUTE) }

  it('names the time by which they have to be back, and sends it', () => {
    const { stay, backBy, longer } = toldParts(told(), site, 'de', here, NINE)
    expect([plain(stay), backBy, longer]).toEqual([
      'Ich gehe weg und bin bis 10:38 Uhr zurück',
      '2027-03-01T09:38:00.000Z',
      '',
    ])
    expect(toldParts(told({ backBy: null }), site, 'de', here, NINE)).toMatchObject({ stay: '', backBy: '' })
  })

  it('asks whoever is away whether they stay away for longer, and tells no time of a call', () => {
    const { told: words, back, longer, stay } = toldParts(told(), site, 'de', away, NINE)
    expect([words, back]).toEqual(['', ''])
    expect(plain(longer)).toContain('Es reicht, wenn Sie um 10:38 Uhr zurück sind.')
    expect(plain(stay)).toBe('Ja, ich bin bis 10:38 Uhr zurück')
  })

  it('asks nobody for less than five minutes more, nor for less time', () => {
    for (const minutes of [5, 20, 24]) {
      const shorter = told({ backBy: plus(NINE, minutes * MINUTE) })
      expect(toldParts(shorter, site, 'de', away, NINE)).toEqual(NOTHING_TOLD)
    }
    const longer = told({ backBy: plus(NINE, 25 * MINUTE) })
    expect(toldParts(longer, site, 'en', away, NINE).longer).not.toBe('')
  })
})

describe('coming in an hour', () => {
  const now = told({ from: plus(NINE, 40 * MINUTE) })
  const then = (minutes: number, aboutMinutes: number | null = null) => ({
    until: plus(NINE, (60 + minutes) * MINUTE),
    aboutMinutes,
  })

  it('is said where the wait is shorter by ten minutes, even if it goes badly then', () => {
    expect(isShorter(then(30), now, NINE)).toBe(true)
    expect(isShorter(then(31), now, NINE)).toBe(false)
    expect(isShorter(then(10, 30), now, NINE)).toBe(false)
  })
})

describe('another site', () => {
  const here = told({ from: plus(NINE, 60 * MINUTE) })
  const open = { closesAt: plus(NINE, 180 * MINUTE) }
  const passport = { minutes: 15 }
  const until = (minutes: number) => told({ until: plus(NINE, minutes * MINUTE) })

  it('is worth the way if whoever goes there is called before they would be called here', () => {
    expect(isSooner(until(59), open, here, passport)).toBe(true)
    expect(isSooner(until(60), open, here, passport)).toBe(false)
  })

  it('is not if it closes before they are done, even if they are called before', () => {
    expect(isSooner(until(50), { closesAt: plus(NINE, 65 * MINUTE) }, here, passport)).toBe(true)
    expect(isSooner(until(50), { closesAt: plus(NINE, 64 * MINUTE) }, here, passport)).toBe(false)
  })

  it('is asked for when they are there, and not at all where nobody looks so far ahead', () => {
    expect([0, 1.25, 1.3, 5, 12.5, 12.6].map(minutesThere)).toEqual([15, 15, 30, 30, 60, undefined])
  })
})
