import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDate } from '#kernel/instant.ts'
import { addDays, weekdayOf } from '#kernel/wallTime.ts'
import { VISIT_MESSAGE_KINDS, type VisitMessageKind } from '../model.ts'
import {
  arrivalDay,
  arrivesBefore,
  isAbroad,
  LETTER_KINDS,
  letterInstead,
  letterNumber,
  nextPrintDay,
  readLetterNumber,
  waitsTooLong,
} from './letter.ts'

const day = localDate
const never = () => false
const onEaster = (each: string) => ['2027-03-26', '2027-03-29'].includes(each)
const HERE = 'Ada Lind\nAm Markt 1\n50667 Köln'
const days = fc.integer({ min: 0, max: 800 }).map((count) => addDays(day('2026-01-01'), count))

describe('when a letter arrives', () => {
  it.each([
    // Monday: printed on Tuesday, there on Saturday.
    ['2027-03-01', '2027-03-02', '2027-03-06'],
    // Friday: printed on Monday.
    ['2027-03-05', '2027-03-08', '2027-03-12'],
    // Maundy Thursday: printed on Tuesday after Easter.
    ['2027-03-25', '2027-03-30', '2027-04-03'],
    // Before Easter: Good Friday, Sunday and Monday carry nothing.
    ['2027-03-23', '2027-03-24', '2027-03-31'],
  ])('written on %s it is printed on %s and there by %s', (written, printed, arrives) => {
    expect(nextPrintDay(day(written), onEaster)).toBe(printed)
    expect(arrivalDay(day(printed), false, onEaster)).toBe(arrives)
  })

  it('it has to be there the day before the visit', () => {
    const printed = day('2027-03-02')
    expect(arrivesBefore(day('2027-03-06'), printed, HERE, never)).toBe(false)
    expect(arrivesBefore(day('2027-03-07'), printed, HERE, never)).toBe(true)
    expect(
      arrivesBefore(day('2027-03-10'), printed, 'Ada Lind\n1 Rue Haute\n1000 BRÜSSEL\nBELGIEN', never),
    ).toBe(false)
  })

  it('abroad is where the last line is no German town', () => {
    expect(isAbroad(HERE)).toBe(false)
    expect(isAbroad('Ada Lind\n10 High Street\nSW1A 1AA LONDON\nVEREINIGTES KÖNIGREICH')).toBe(true)
  })

  it('law: printed on a working day, and later written never printed or there earlier', () => {
    fc.assert(
      fc.property(days, days, (a, b) => {
        const [first, later] = a <= b ? [a, b] : [b, a]
        const printed = nextPrintDay(first, onEaster)
        expect(weekdayOf(printed)).toBeLessThanOrEqual(5)
        expect(onEaster(printed)).toBe(false)
        expect(printed > first && printed <= nextPrintDay(later, onEaster)).toBe(true)
        expect(arrivalDay(first, false, onEaster) <= arrivalDay(later, false, onEaster)).toBe(true)
        expect(arrivalDay(first, false, onEaster) < arrivalDay(first, true, onEaster)).toBe(true)
      }),
    )
  })

  it('it waits too long once the working day after it is over', () => {
    expect(waitsTooLong(day('2027-03-05'), day('2027-03-08'), never)).toBe(false)
    expect(waitsTooLong(day('2027-03-05'), day('2027-03-09'), never)).toBe(true)
  })
})

describe('news about a visit whose letters wait', () => {
  const left = (...news: VisitMessageKind[]) =>
    news.reduce<VisitMessageKind[]>((waiting, each) => {
      const { drop, write } = letterInstead(each, waiting)
      return [...waiting.filter((kind) => !drop.includes(kind)), ...(write ? [write] : [])]
    }, [])

  it.each([
    [['booked', 'moved'], ['booked']],
    [['booked', 'cancelled'], []],
    [['moved', 'cancelled'], ['cancelled']],
    [['moved', 'moved'], ['moved']],
    [['booked', 'booked'], ['booked']],
    [['booked', 'relocated'], ['booked']],
    [['relocated', 'relocated'], ['relocated']],
    [['booked', 'closed'], ['closed']],
    [['closed', 'reopened'], ['booked']],
    [['reopened', 'closed'], ['closed']],
    [['closed', 'moved'], ['moved']],
    [['booked', 'papers_checked', 'settled'], ['settled']],
    [
      ['ready', 'cancelled'],
      ['ready', 'cancelled'],
    ],
    [['confirm', 'reminder'], []],
  ] as const)('%j leaves %j', (news, expected) => {
    expect(left(...news)).toEqual(expected)
  })

  it('law: of how a visit stands one letter waits at most, and only kinds that letters tell', () => {
    const standing: readonly string[] = ['booked', 'moved', 'cancelled', 'closed', 'reopened', 'settled']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VISIT_MESSAGE_KINDS), { maxLength: 12 }), (news) => {
        const ended = news.findIndex((kind) => kind === 'cancelled' || kind === 'settled')
        const still = left(...(ended < 0 ? news : news.slice(0, ended + 1)))
        expect(still.filter((kind) => standing.includes(kind)).length).toBeLessThanOrEqual(1)
        for (const kind of still) expect(LETTER_KINDS).toContain(kind)
      }),
    )
  })
})

describe('the number of a letter', () => {
  it('is read as it is written, also with blanks and a dash', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.integer({ min: 1, max: 300 }),
        (run, position) => {
          expect(readLetterNumber(letterNumber(run, position))).toEqual({ run, position })
        },
      ),
    )
    expect(readLetterNumber(' 17 – 3 ')).toEqual({ run: 17, position: 3 })
  })

  it.each(['', '17', '17-', '-3', '17-3-1', 'siebzehn-3', '17-3 OR 1=1', '99999999-1'])(
    'is not %j',
    (text) => {
      expect(readLetterNumber(text)).toBeUndefined()
    },
  )
})
