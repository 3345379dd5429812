import { expect, test } from 'vitest'
import { DAY, HOUR, type Instant, parseInstant, plus } from '#kernel/instant.ts'
import { trialWarning } from './trial.ts'

const NOW = parseInstant('2026-03-10T09:00:00Z')
const real = (key: string, createdAt: Instant) => ({ key, demo: false, createdAt })

test('data of a real authority may stand in the trial database for a day, and not for longer', () => {
  expect(trialWarning([real('realstadt', plus(NOW, -DAY))], NOW)).toEqual([])
  const [what, why] = trialWarning([real('realstadt', plus(NOW, -DAY - 1))], NOW)
  expect(what).toContain('realstadt')
  expect(why).toContain('DATABASE_URL')
})

test('demo cities may stay, and only those are named that should not', () => {
  const demo = { ...real('neuwalden', plus(NOW, -9 * DAY)), demo: true }
  const old = [real('realstadt', plus(NOW, -2 * DAY)), real('altstadt', plus(NOW, -3 * DAY))]
  expect(trialWarning([demo], NOW)).toEqual([])
  const [what = ''] = trialWarning([demo, ...old, real('neustadt', plus(NOW, -HOUR))], NOW)
  expect(what).toContain('realstadt, altstadt')
  expect(what).not.toContain('neuwalden')
  expect(what).not.toContain('neustadt')
})
