import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asId } from '#kernel/id.ts'
import { instant, localDate } from '#kernel/instant.ts'
import type { FreeTime } from '../model.ts'
import { firstDays, quarterly, spread } from './shownTimes.ts'

const site = (number: number) => asId<'site'>(`01930000-0000-7000-8000-00000000000${number}`)

/** A free time of a site at a cell of a day. */
function free(cell: number, number = 1, date = 1): FreeTime {
  const day = localDate(`2027-03-0${date}`)
  return { siteId: site(number), day, cell, startsAt: instant((date * 288 + cell) * 300_000) }
}

const aDay = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 84, max: 215 }), fc.integer({ min: 1, max: 5 })), {
    selector: String,
  })
  .map((pairs) => pairs.map(([cell, number]) => free(cell, number)).sort((a, b) => a.startsAt - b.startsAt))

describe('of all free times those are shown', () => {
  it('that come first in a quarter of an hour of a site', () => {
    const times = [free(97), free(98), free(99), free(100), free(97, 2), free(97, 1, 2)]
    expect(quarterly(times)).toEqual([free(97), free(99), free(97, 2), free(97, 1, 2)])
  })

  it('one for each half hour over all sites, beginning with the earliest', () => {
    fc.assert(
      fc.property(aDay, (times) => {
        const shown = spread(times)
        expect(shown[0]).toEqual(times[0])
        expect(shown.map(({ cell }) => Math.floor(cell / 6))).toEqual([
          ...new Set(times.map(({ cell }) => Math.floor(cell / 6))),
        ])
        for (const time of shown) expect(times).toContainEqual(time)
      }),
    )
  })

  it('so that sites that are free all day have equal shares', () => {
    const times = Array.from({ length: 60 }, (_, index) =>
      [1, 2, 3].map((number) => free(96 + index, number)),
    ).flat()
    const shares = Map.groupBy(spread(times), ({ siteId }) => siteId)
    expect([...shares.values()].map((list) => list.length).sort()).toEqual([3, 3, 4])
  })

  it('of the first three days that have any', () => {
    const times = [1, 3, 4, 7].map((date) => free(100, 1, date))
    expect(firstDays(times, false).map(({ day }) => day)).toEqual(['2027-03-01', '2027-03-03', '2027-03-04'])
    expect(firstDays([], true)).toEqual([])
  })
})
