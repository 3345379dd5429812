import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localDate, MINUTE } from '#kernel/instant.ts'
import { expected } from './answers.ts'
import { reasonsOf } from './reasons.ts'
import { expectRightStories, expectShortWaits } from './rightDay.ts'
import { toldFaults } from './told.ts'
import { openTown, type Town } from './town.ts'
import { TYPICAL_DAY } from './typicalDay.ts'
import { playWholeDay, type WholeDay } from './wholeDay.ts'

const DAY = localDate('2027-03-15')

/** What the manager's page is told of those who waited. */
type ShownWaits = { readonly people: number; readonly seconds: number; readonly over15: number }

let town: Town
let day: WholeDay
let shown: { readonly booked: ShownWaits; readonly walkIns: ShownWaits }

beforeAll(async () => {
  town = await openTown(TYPICAL_DAY.site, DAY)
  day = await playWholeDay(town, DAY, {
    async evening() {
      const manager = await town.signIn('leitung')
      const { sites } = expected(await manager.get('/api/overview')).json
      shown = sites.find((one: { site: string }) => one.site === town.site.key)
    },
  })
}, 60 * MINUTE)

afterAll(async () => {
  await town.city.unchanged()
  await town.stop()
})

describe('a whole day of a site with ten counters, by the public API', () => {
  it("tells every person's story rightly: 140 booked, 105 spontaneous, and those who were split off", () => {
    expectRightStories(day.stories)
  })

  it('calls everybody by one number all day, the one that they were given', () => {
    const faults = day.stories.flatMap((story) => {
      const known = day.register.all().find(({ visit }) => visit === story.visit)
      return toldFaults(story, { numbers: known?.numbers ?? [], shown: [], phone: null })
    })
    expect(faults).toEqual([])
  })

  it('lets booked people wait at most 8 minutes and walk-ins 25 on average, and the manager is told both', () => {
    const { booked, walkIns } = expectShortWaits(day.stories)
    for (const [told, waits] of [[shown.booked, booked] as const, [shown.walkIns, walkIns] as const]) {
      expect([told.people, told.over15]).toEqual([waits.people, waits.over15])
      expect(told.seconds / told.people / 60).toBeCloseTo(waits.mean, 1)
    }
  })

  it('has one true sentence for why she was called before me, for any two people of the day', async () => {
    const { kinds, wrong } = await reasonsOf(day)
    console.log('reasons of the day', Object.fromEntries(kinds))
    expect(wrong.slice(0, 10)).toEqual([])
    expect(day.asked.length).toBeGreaterThan(20)
    expect(kinds.size).toBeGreaterThan(6)
  })
})
