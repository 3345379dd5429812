import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import {
  FILE_STATES,
  freeSlot,
  hasContent,
  isTransition,
  keepingOf,
  MOST_FILES,
  shownFileName,
  shownState,
  takesPapersNow,
} from './model.ts'

describe('the life of a file', () => {
  it('ends for good when it is destroyed, and can be ended from every other state', () => {
    for (const state of FILE_STATES) {
      expect(isTransition('destroyed', state)).toBe(false)
      expect(isTransition(state, 'destroyed')).toBe(state !== 'destroyed')
    }
  })

  it('never leads to staff without a check', () => {
    for (const state of FILE_STATES) expect(isTransition(state, 'ready')).toBe(state === 'checking')
    expect(isTransition(null, 'ready')).toBe(false)
    expect(hasContent('refused')).toBe(false)
    expect(hasContent('destroyed')).toBe(false)
  })
})

describe('places for files', () => {
  const slots = fc.uniqueArray(fc.integer({ min: 1, max: 10 }))

  it('are never more than a visit may have, and never one that is taken', () => {
    fc.assert(
      fc.property(slots, fc.constantFrom('held', 'booked'), (taken, state) => {
        const slot = freeSlot(taken, { state })
        const most = state === 'held' ? MOST_FILES.unconfirmed : MOST_FILES.confirmed
        const free = Array.from({ length: most }, (_, index) => index + 1).filter(
          (each) => !taken.includes(each),
        )
        expect(slot).toBe(free[0])
      }),
    )
  })

  it('are there before the visit and while somebody waits, not after', () => {
    for (const state of ['held', 'booked', 'waiting', 'parked']) expect(takesPapersNow({ state })).toBe(true)
    for (const state of ['expired', 'cancelled', 'done', 'left', 'no_show', 'called'])
      expect(takesPapersNow({ state })).toBe(false)
  })
})

describe('until when papers are kept', () => {
  const day = localDate('2027-03-01')
  const visits = fc.array(
    fc.record({
      state: fc.constantFrom('held', 'booked', 'done', 'no_show', 'left', 'expired', 'cancelled'),
      day: fc.integer({ min: 0, max: 40 }).map((days) => addDays(day, days)),
    }),
  )

  it('is so many days after the last visit that was not given up; without one nothing is kept', () => {
    fc.assert(
      fc.property(visits, fc.integer({ min: 1, max: 60 }), (all, days) => {
        const counted = all.filter(({ state }) => state !== 'expired' && state !== 'cancelled')
        const keeping = keepingOf(all, days)
        expect(keeping.kind).toBe(counted.length === 0 ? 'destroy' : 'keep')
        if (counted.length === 0) return
        for (const visit of counted)
          expect(keeping.kind === 'keep' && keeping.until >= addDays(visit.day, days)).toBe(true)
        expect(
          counted.some((visit) => keeping.kind === 'keep' && keeping.until === addDays(visit.day, days)),
        ).toBe(true)
      }),
    )
  })
})

describe('the name of a file', () => {
  it('is one short line that nothing turns round, without folders', () => {
    expect(shownFileName('C:\\Scans\\Vertrag\u202e.pdf')).toBe('Vertrag.pdf')
    expect(shownFileName('../../etc/passwd')).toBe('passwd')
    expect(shownFileName('a\u0000b\r\nc\u200b\u2066d.pdf')).toBe('a b cd.pdf')
    expect(shownFileName('\u202e\u200b')).toBe('?')
    expect(shownFileName('')).toBe('?')
    expect(Array.from(shownFileName(`${'ä'.repeat(5_000)}.pdf`)).length).toBe(80)
  })

  it('never keeps a control character, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const shown = shownFileName(name)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/u)
        expect(shown.length).toBeGreaterThan(0)
      }),
    )
  })
})

it('says to who handed it in that nothing is looked at before the contact is confirmed', () => {
  expect(shownState({ state: 'quarantined' }, { state: 'held' })).toBe('waiting')
  expect(shownState({ state: 'quarantined' }, { state: 'booked' })).toBe('checking')
  expect(shownState({ state: 'destroyed' }, { state: 'booked' })).toBeUndefined()
})
