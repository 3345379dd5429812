import { describe, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { type Instant, instant, plus } from '#kernel/instant.ts'
import { JOB_LASTS, JOB_STATES, mayClaim, mayEnd, overdue, PRINT_FAILURES } from './model.ts'

const CREATED = instant(1_800_000_000_000)
const [run, other] = [newId<'agentRun'>(CREATED), newId<'agentRun'>(CREATED)]
const queued = {
  state: 'queued',
  agentRunId: null,
  createdAt: CREATED,
  changedAt: CREATED,
  reason: null,
} as const
const printing = { ...queued, state: 'printing', agentRunId: run } as const
const late = plus(CREATED, JOB_LASTS)
const justInTime = plus(late, -1) as Instant

describe('a job', () => {
  test('is anybody’s of its agent until one run has taken it, and nobody else’s after that', () => {
    expect(mayClaim(queued, other, justInTime)).toBe('yes')
    expect(mayClaim(printing, run, justInTime)).toBe('yes')
    expect(mayClaim(printing, other, justInTime)).toBe('over')
  })

  test('is not begun after a minute, by nobody', () => {
    expect(mayClaim(queued, run, late)).toBe('expired')
    expect(mayClaim(printing, run, late)).toBe('expired')
    expect([overdue(queued, justInTime), overdue(queued, late)]).toEqual([undefined, 'expired'])
    expect([overdue(printing, justInTime), overdue(printing, late)]).toEqual([undefined, 'unknown'])
  })

  test('that is over stays over; only what nobody knew may turn out to be printed', () => {
    for (const state of JOB_STATES.filter((each) => each !== 'queued' && each !== 'printing')) {
      expect(mayClaim({ ...printing, state }, run, CREATED)).toBe('over')
      expect(overdue({ ...printing, state }, late)).toBeUndefined()
    }
    for (const reason of PRINT_FAILURES) {
      const failed = { ...printing, state: 'failed', reason } as const
      expect(mayEnd(failed, { outcome: 'printed' })).toBe(reason === 'unknown')
      expect(mayEnd(failed, { outcome: 'failed', reason: 'no_paper' })).toBe(false)
    }
    expect(mayEnd({ ...printing, state: 'printed' }, { outcome: 'failed', reason: 'error' })).toBe(false)
    expect(mayEnd(queued, { outcome: 'printed' })).toBe(false)
  })
})
