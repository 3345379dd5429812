import { endDays } from '#features/hall/actions.ts'
import { type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { bookAll } from './bookings.ts'
import type { DayHall, Person } from './dayHall.ts'
import { type ApiHall, type ApiHallOptions, hallByApi } from './hallByApi.ts'
import { readStories } from './journal.ts'
import { openRegister, type Register } from './people.ts'
import { drawDay } from './plan.ts'
import { playDay } from './play.ts'
import { askSome, type DayOfReasons } from './reasons.ts'
import { at, type Town } from './town.ts'
import { TYPICAL_DAY } from './typicalDay.ts'
import type { AtCall } from './whyTruth.ts'

/** What is known when the day is over. */
export type WholeDay = DayOfReasons & { readonly register: Register }

/** What a day may do otherwise than by the API, and what it looks at in the evening. */
export type DayWays = {
  /** The hall as people have it; not given: as the API has it. */
  readonly hallOf?: (api: ApiHall, options: ApiHallOptions) => Promise<DayHall>
  /** When the last counter has closed. */
  readonly evening?: () => Promise<void>
}

/** Plays a whole day, from the first booking two weeks before to the night after. */
export async function playWholeDay(town: Town, day: LocalDate, ways: DayWays = {}): Promise<WholeDay> {
  const drawn = drawDay(town.data, { ...TYPICAL_DAY, day, zone: town.site.timeZone })
  const { plan, bookings } = await bookAll(town, drawn, day)
  await town.moveTo(plus(plan.opens, -30 * MINUTE))
  const register = openRegister()
  const options = { town, plan, bookings, register }
  const api = await hallByApi(options)
  const hall = (await ways.hallOf?.(api, options)) ?? api
  const atCalls = new Map<string, AtCall>()
  const noted = (press: (seat: number) => Promise<Person | undefined>) => async (seat: number) => {
    const waiting = await api.waiting()
    const who = await press(seat)
    const visit = who && register.of(who).visit
    const skills = new Set<string>(plan.seats[seat]?.skills)
    if (visit !== undefined && !atCalls.has(visit)) atCalls.set(visit, { waiting, skills })
    return who
  }
  await playDay(plan, { ...hall, next: noted(hall.next), choose: noted(hall.choose) }, town.moveTo)
  await ways.evening?.()
  const asked = await askSome(api, register)
  await town.moveTo(at(town.site, addDays(day, 1), '00:10'))
  for (let ended = -1; ended !== 0; ) ended = await town.run(endDays)
  return { town, day, stories: await readStories(town, day), register, asked, atCalls }
}
