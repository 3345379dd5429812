import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { HOUR, type Instant, instant, MINUTE, plus } from '#kernel/instant.ts'
import {
  ANONYMOUS,
  FAILURES_KEPT,
  FIRST_DELAY,
  FREE_FAILURES,
  failuresAfter,
  hasRole,
  LONGEST_DELAY,
  ROLES,
  type Role,
  readLogin,
  SESSION_IDLE,
  SESSION_LENGTH,
  type StaffCaller,
  sessionLives,
  signInDelay,
  yieldsCounter,
} from './model.ts'
import { mayReadAudit, maySitAt } from './policy.ts'

const start = instant(1_795_000_000_000)
const counterId = asId<'counter'>('00000000-0000-7000-8000-00000000000a')
const [here, elsewhere] = ['1', '2'].map((n) => asId<'site'>(`00000000-0000-7000-8000-00000000000${n}`)) as [
  Id<'site'>,
  Id<'site'>,
]

function staff(roles: readonly Role[], siteId: Id<'site'> | null = null): StaffCaller {
  return {
    kind: 'staff',
    staffId: asId('00000000-0000-7000-8000-00000000000f'),
    name: 'Katrin Ahlbeck',
    roles,
    siteId,
    counterId: null,
    sessionHash: Buffer.alloc(32),
    language: 'de',
  }
}

describe('the delay after wrong passwords', () => {
  const counts = fc.integer({ min: 0, max: 10_000 })
  const waits = fc.integer({ min: -HOUR, max: 2 * FAILURES_KEPT })

  it('is none for the first five', () => {
    for (let failures = 0; failures < FREE_FAILURES; failures++) {
      expect(signInDelay(failures, start, start)).toBe(0)
    }
    expect(signInDelay(FREE_FAILURES, start, start)).toBe(FIRST_DELAY)
  })

  it('never shrinks with further failures, and never passes its ceiling', () => {
    fc.assert(
      fc.property(counts, waits, (failures, wait) => {
        const now = plus(start, wait)
        const delay = signInDelay(failures, start, now)
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThanOrEqual(LONGEST_DELAY)
        expect(signInDelay(failures + 1, start, now)).toBeGreaterThanOrEqual(delay)
      }),
    )
  })

  it('is over when it says so, and not a millisecond earlier', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: LONGEST_DELAY }), (failures, wait) => {
        const delay = signInDelay(failures, start, plus(start, wait))
        expect(signInDelay(failures, start, plus(start, wait + delay))).toBe(0)
        if (delay > 0) expect(signInDelay(failures, start, plus(start, wait + delay - 1))).toBe(1)
      }),
    )
  })

  it('lets a guesser try fewer than a hundred and ten passwords a day', () => {
    let [failures, lastAt, now, tries]: [number, Instant, Instant, number] = [0, start, start, 0]
    while (now < start + FAILURES_KEPT) {
      now = plus(now, signInDelay(failures, lastAt, now))
      failures = failuresAfter(failures, lastAt, now)
      lastAt = now
      tries += 1
    }
    expect(tries).toBeLessThan(110)
  })

  it('forgets failures after a day', () => {
    expect(signInDelay(1_000, start, plus(start, FAILURES_KEPT))).toBe(0)
    expect(failuresAfter(1_000, start, plus(start, FAILURES_KEPT))).toBe(1)
    expect(failuresAfter(3, start, plus(start, FAILURES_KEPT - 1))).toBe(4)
  })
})

describe('a session', () => {
  const session = (idle: number, left: number, seated: boolean) => ({
    seenAt: plus(start, -idle),
    expiresAt: plus(start, left),
    counterId: seated ? counterId : null,
  })

  it('ends when nothing was asked for an hour', () => {
    expect(sessionLives(session(SESSION_IDLE - 1, HOUR, false), start)).toBe(true)
    expect(sessionLives(session(SESSION_IDLE, HOUR, false), start)).toBe(false)
  })

  it('lives on at a counter, where a consultation may take longer', () => {
    expect(sessionLives(session(3 * HOUR, HOUR, true), start)).toBe(true)
  })

  it('ends after twelve hours, wherever it sits', () => {
    fc.assert(
      fc.property(fc.nat(SESSION_LENGTH), fc.boolean(), (idle, seated) => {
        expect(sessionLives(session(idle, 0, seated), start)).toBe(false)
      }),
    )
  })

  it('yields its counter only when idle or over', () => {
    expect(yieldsCounter(session(59 * MINUTE, HOUR, true), start)).toBe(false)
    expect(yieldsCounter(session(60 * MINUTE, HOUR, true), start)).toBe(true)
    expect(yieldsCounter(session(0, 0, true), start)).toBe(true)
  })
})

describe('rights', () => {
  it('belong to roles that somebody has; the anonymous have none', () => {
    fc.assert(
      fc.property(fc.subarray([...ROLES]), fc.subarray([...ROLES]), (has, asked) => {
        expect(hasRole(staff(has), ...asked)).toBe(asked.some((role) => has.includes(role)))
        expect(hasRole(ANONYMOUS, ...asked)).toBe(false)
      }),
    )
  })

  it('show the audit to data protection and the staff council alone', () => {
    const readers = ROLES.filter((role) => mayReadAudit(staff([role])))
    expect(readers).toEqual(['data_protection', 'staff_council'])
    expect(mayReadAudit(ANONYMOUS)).toBe(false)
  })

  it('seat clerks at counters of their site, or anywhere if they have none', () => {
    expect(maySitAt(staff(['clerk'], here), here)).toBe(true)
    expect(maySitAt(staff(['clerk'], here), elsewhere)).toBe(false)
    expect(maySitAt(staff(['clerk'], null), elsewhere)).toBe(true)
    for (const role of ROLES.filter((each) => each !== 'clerk')) {
      expect(maySitAt(staff([role], here), here)).toBe(false)
    }
  })
})

describe('a typed login', () => {
  it('may have capitals and blanks around it', () => {
    expect(readLogin(' Schalter2 ')).toBe('schalter2')
  })

  it('is none with anything else in it', () => {
    for (const typed of ['', 'x', 'a b', 'ä-amt', "o'neil", 'a\u0000b', 'a'.repeat(61)]) {
      expect(readLogin(typed)).toBeUndefined()
    }
  })
})
