import { beforeAll, describe, expect, it } from 'vitest'
import { demoFolder } from '#apps/demo/authorities.ts'
import { type AuthorityData, readAuthorityFolder } from '#apps/import/files.ts'
import { ROOT } from '#apps/server/configuration.ts'
import { HOUR, localDate, MINUTE } from '#kernel/instant.ts'
import { memoryHall, type Wait } from './memoryHall.ts'
import { type DayPlan, drawDay } from './plan.ts'
import { playDay } from './play.ts'
import { TYPICAL_DAY } from './typicalDay.ts'

let data: AuthorityData

beforeAll(async () => {
  const reading = await readAuthorityFolder(demoFolder(ROOT, 'neuwalden'))
  if (reading.ok) data = reading.data
})

function draw(seed: string): DayPlan {
  return drawDay(data, { ...TYPICAL_DAY, seed, day: localDate('2027-03-15'), zone: 'Europe/Berlin' })
}

async function waitsOf(plan: DayPlan): Promise<readonly Wait[]> {
  let now = plan.opens
  const { hall, waits } = memoryHall(plan, () => now)
  await playDay(plan, hall, async (at) => {
    now = at
  })
  return waits()
}

function meanOf(waits: readonly Wait[], booked: boolean): number {
  const some = waits.filter((wait) => wait.booked === booked)
  return some.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / some.length / MINUTE
}

describe('a day of a site with ten counters, drawn from the figures', () => {
  it('has 140 people with and 105 without an appointment, and ten clerks for 65 hours', () => {
    const { comers, duties } = draw(TYPICAL_DAY.seed)
    expect(comers.filter(({ wanted }) => wanted !== null)).toHaveLength(140)
    expect(comers.filter(({ wanted }) => wanted === null)).toHaveLength(105)
    expect(new Set(duties.map(({ seat }) => seat)).size).toBe(10)
    expect(duties.reduce((sum, { from, to }) => sum + (to - from) / HOUR, 0)).toBe(65)
  })

  it('calls everybody who comes and stays, and booked people wait less than half as long on most days', async () => {
    const days = await Promise.all(Array.from({ length: 10 }, (_, seed) => waitsOf(draw(String(seed + 1)))))
    for (const waits of days) expect(waits.length).toBeGreaterThan(200)
    const less = days.filter((waits) => meanOf(waits, true) < meanOf(waits, false) / 2)
    expect(less.length).toBeGreaterThan(6)
  })
})
