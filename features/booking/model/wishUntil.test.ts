import fc from 'fast-check'
import { expect, it } from 'vitest'
import { localDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { WISH_DAYS } from './waitlist.ts'
import { readDate } from './waitlistDate.ts'
import { lastUntil, readUntil, usualUntil, writtenDate } from './wishUntil.ts'

const anyDay = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays(localDate('2024-01-01'), days))

it('takes every day from today to the last one that is ever released, and no other', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -400, max: 400 }), (today, ahead) => {
      const day = addDays(today, ahead)
      const wanted = ahead < 0 ? 'untilPast' : ahead > WISH_DAYS ? 'untilFar' : day
      for (const text of [day, writtenDate(day), ` ${writtenDate(day)} `]) {
        const read = readUntil(text, today)
        expect(read.ok ? read.value : read.code).toBe(wanted)
      }
    }),
  )
})

it('what is written into the form can be read back, and is allowed', () => {
  fc.assert(
    fc.property(anyDay, (today) => {
      expect(readDate(writtenDate(today))).toBe(today)
      expect(readUntil(writtenDate(usualUntil(today)), today).ok).toBe(true)
      expect(readUntil(writtenDate(lastUntil(today)), today).ok).toBe(true)
    }),
  )
})

it.each([
  ['', 'untilEmpty'],
  ['  ', 'untilEmpty'],
  ['in vier Wochen', 'untilUnread'],
  ['31.2.2027', 'untilUnread'],
])('says what is wrong with %j', (text, code) => {
  expect(readUntil(text, localDate('2027-03-01'))).toEqual({ ok: false, code })
})
