import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localDate, MINUTE } from '#kernel/instant.ts'
import { type Browsing, openBrowsing } from './browsing.ts'
import { openConsole, openDesk, type ShownWaits, shownWaits, sitDown } from './consolePages.ts'
import { hallByPages, type Seen } from './hallByPages.ts'
import { putUpKiosk } from './hallPages.ts'
import { reasonsOf } from './reasons.ts'
import { expectRightStories, expectShortWaits } from './rightDay.ts'
import { hangDisplay, type Screen } from './screens.ts'
import { toldFaults } from './told.ts'
import { openTown, type Town } from './town.ts'
import { TYPICAL_DAY } from './typicalDay.ts'
import { playWholeDay, type WholeDay } from './wholeDay.ts'

const DAY = localDate('2027-03-15')
/** Counters that are worked by keyboard in a console: one all day, one in the morning, one in the afternoon. */
const KEYBOARD_SEATS = [0, 3, 6]

let town: Town
let browsing: Browsing
let day: WholeDay
let screens: readonly [Screen, Screen]
let seen: Seen
let shown: ShownWaits

beforeAll(async () => {
  town = await openTown(TYPICAL_DAY.site, DAY)
  browsing = await openBrowsing(town)
  let managerPage: Page
  day = await playWholeDay(town, DAY, {
    async hallOf(api, options) {
      screens = [await hangDisplay(browsing, 'calls'), await hangDisplay(browsing, 'house')]
      const clerks = new Map(
        await Promise.all(KEYBOARD_SEATS.map(async (seat) => [seat, await clerkAt(seat)] as const)),
      )
      const desk = await openDesk(browsing)
      managerPage = await openConsole(browsing, 'leitung')
      await town.moveTo(options.plan.opens)
      const kiosk = await putUpKiosk(browsing)
      const pages = hallByPages(api, { browsing, kiosk, desk, clerks, screens }, options)
      seen = pages.seen
      return pages.hall
    },
    async evening() {
      // The page asks again by itself, and is drawn anew.
      await managerPage.waitForResponse((answer) => answer.url().endsWith('/api/overview'))
      await managerPage.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
      shown = await shownWaits(managerPage)
    },
  })
}, 60 * MINUTE)

afterAll(async () => {
  await town.city.unchanged()
  await browsing.stop()
  await town.stop()
})

function clerkAt(seat: number) {
  const { key, texts } = town.counters[seat] ?? {}
  return sitDown(browsing, `robot-${town.site.key}-${key}`, texts?.label.de ?? '')
}

describe('a whole day of a site with ten counters, by kiosk, consoles, phones and displays, where not by the API', () => {
  it("tells every person's story rightly: 140 booked, 105 spontaneous, and those who were split off", () => {
    expectRightStories(day.stories)
  })

  it('says one number to everybody all day, and shows each call on each display', () => {
    // That a phone says it is waited for while the day is played.
    const shownOn = screens.map((screen) => [...new Set(screen.calls.all.map(({ call }) => call))])
    const faults = day.stories.flatMap((story) => {
      const known = day.register.all().find(({ visit }) => visit === story.visit)
      return toldFaults(story, { numbers: known?.numbers ?? [], shown: shownOn, phone: null })
    })
    expect(faults).toEqual([])
    const again = screens.map((screen, nth) => screen.calls.all.length - (shownOn[nth]?.length ?? 0))
    expect(again).toEqual(screens.map(() => 0))
  })

  it('was played by pages for a part of the people, the others came by the API', () => {
    console.log('pages were used by', seen.used)
    expect(seen.used.kiosk).toBeGreaterThan(10)
    expect(seen.used.desk).toBeGreaterThan(10)
    expect(seen.used.keyboard).toBeGreaterThan(40)
    expect(seen.used.phones).toBeGreaterThan(8)
  })

  it("lets booked people wait at most 8 minutes and walk-ins 25 on average, and the manager's page shows both", () => {
    const { booked, walkIns } = expectShortWaits(day.stories)
    expect(shown).toEqual({
      booked: `${Math.round(booked.mean)} min im Ziel`,
      walkIns: `${Math.round(walkIns.mean)} min im Ziel`,
      bookedOver15: `${Math.round((100 * booked.over15) / booked.people)} % über 15 Minuten`,
    })
  })

  it('has one true sentence for why she was called before me, for any two people of the day', async () => {
    const { kinds, wrong } = await reasonsOf(day)
    console.log('reasons of the day', Object.fromEntries(kinds))
    expect(wrong.slice(0, 10)).toEqual([])
    expect(day.asked.length).toBeGreaterThan(20)
    expect(kinds.size).toBeGreaterThan(6)
  })
})
