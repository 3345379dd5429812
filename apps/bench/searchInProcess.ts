import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { answerFrom, searchGround } from '#features/booking/actions/search.ts'
import type { TimeQuestion } from '#features/booking/actions.ts'
import type { Narrowing } from '#features/booking/model/narrowing.ts'
import { freeTimes } from '#features/booking/model.ts'
import { loadPlaces } from '#features/capacity/actions.ts'
import { type Plan, setSiteDay } from '#features/capacity/model/plan.ts'
import { matchMatters } from '#features/catalogue/actions.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { dayNumbered } from '#kernel/wallTime.ts'
import type { Database } from '#platform/db/database.ts'
import { monotonic } from '#platform/time/clock.ts'
import type { BenchCity } from './city.ts'
import { quantile } from './figure.ts'

/** Times in an answer, as the API gives them. */
const TIMES = 200

/** Milliseconds of searches, and the memory of the plan with all that it keeps for the questions. */
export type InProcess = { readonly p99: number; readonly memoryMiB: number }

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function usedMiB(): number {
  for (let round = 0; round < 3; round++) collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

/**
 * Every question some times over, never twice in a row, none from an answer kept before: the first time each stands
 * for nothing known. Between searches site-days change, twenty for each thousand searches. `narrowings` take
 * turns.
 */
export async function measureInProcess(
  { authority }: BenchCity,
  database: Database,
  questions: readonly TimeQuestion['matters'][],
  rounds: number,
  narrowings: readonly Narrowing[] = [{}],
): Promise<InProcess> {
  const before = usedMiB()
  const { ground, now } = await database.withAuthority(authority, async (tx) => ({
    ground: await searchGround(tx),
    now: tx.now,
  }))
  const lags: number[] = []
  let count = 0
  for (let round = 0; round < rounds; round++) {
    for (const matters of questions) {
      if (count++ % 50 === 0) toggleDay(ground.plan, count)
      const narrowing = narrowings[count % narrowings.length] ?? {}
      const begun = monotonic()
      const answer = answerFrom(ground, { matters, timeLimit: TIMES, narrowing }, now)
      lags.push(monotonic() - begun)
      if (!answer.ok) throw new Error(answer.code)
    }
  }
  const memoryMiB = usedMiB() - before
  return { p99: quantile(lags, 0.99), memoryMiB }
}

/** What people wish beside their matters; the postcode is that of the middle of the demo city. */
export const NARROWINGS: readonly Narrowing[] = [
  { near: 'Rathausplatz 1, 59980 Neuwalden', withinKm: 5 },
  { weekday: 2, part: 'afternoon' },
  { stepFree: true, language: 'tr' },
  { near: '59981', withinKm: 8, weekday: 4, part: 'morning', familyFriendly: true, selfService: true },
  { part: 'evening' },
]

/** Budgets that leave little of some hours. */
const HOURS = [9, 10, 11].map((hour) => ({ hour, open: 45, online: 20, booked: 0 }))

/** Takes the last place of a site-day away and gives one of full length back. */
function toggleDay(plan: Plan, count: number): void {
  const [counter] = plan.counterNumbers.keys()
  const site = plan.sites[count % plan.sites.length]
  if (!counter || !site) return
  const place = {
    counterId: counter,
    firstCell: 96 + (count % 40),
    endCell: 150,
    breakFirstCell: null,
    breakEndCell: null,
    durationPercent: 100,
    taken: [],
  }
  setSiteDay(plan, site.id, dayNumbered(plan.firstDay + 120 + (count % 50)), [place], HOURS)
}

/** The baseline: every place of the same days by itself, with its cells as one big number. */
export async function measureStraight(
  { authority }: BenchCity,
  database: Database,
  questions: readonly TimeQuestion['matters'][],
): Promise<number> {
  const { ground, places, now } = await database.withAuthority(authority, async (tx) => {
    const found = await searchGround(tx)
    const fromDay = dayNumbered(found.plan.firstDay)
    const toDay = dayNumbered(found.plan.firstDay + found.plan.days)
    return { ground: found, places: await loadPlaces(tx, { fromDay, toDay }), now: tx.now }
  })
  const notBefore: Instant = plus(now, ground.settings.bookingLeadMinutes * MINUTE)
  const lags = questions.map((matters) => {
    const read = matchMatters(ground.services, matters)
    if (!read.ok) throw new Error(read.code)
    const { services, minutes } = read.value
    const begun = monotonic()
    freeTimes(
      places,
      ground.offers.sites,
      minutes,
      services.map(({ id }) => id),
      notBefore,
    )
    return monotonic() - begun
  })
  return quantile(lags, 0.99)
}
