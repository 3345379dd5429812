import { describe, expect, it } from 'vitest'
import { parseInstant } from '#kernel/instant.ts'
import { intakeOf } from './routes.ts'

const CLOSES = parseInstant('2027-03-01T15:00:00Z')
const [TAKEN, STOPPED] = [{ intake: { stop: null } }, { intake: { stop: 'by_hand' } }] as const

describe('whether numbers are drawn at a site, as the open data say it', () => {
  it.each([
    ['open', 'where one service takes people in', CLOSES, [STOPPED, TAKEN]],
    ['closed', 'where every service is stopped, though the house is open', CLOSES, [STOPPED, STOPPED]],
    ['open', 'where nothing is known of services', CLOSES, []],
    ['closed', 'outside of the hours', null, [TAKEN]],
  ] as const)('%s %s', (expected, _where, closesAt, services) => {
    expect(intakeOf({ closesAt, services })).toBe(expected)
  })
})
