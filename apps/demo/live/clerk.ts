import type { Static } from 'typebox'
import { bookNextRoute } from '#features/booking/contract/staff.ts'
import { searchTimesRoute } from '#features/booking/contract.ts'
import { papersRoute } from '#features/hall/contract/handOver.ts'
import {
  type CounterView,
  callNextRoute,
  closeCounterRoute,
  counterRoute,
  finishRoute,
  missedRoute,
  openCounterRoute,
  startServingRoute,
} from '#features/hall/contract.ts'
import { signInRoute } from '#features/staff/contract.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { DEMO_PASSWORD } from '../authorities.ts'
import { comesAgain, type Fate, fateOf } from '../fate.ts'
import { between, type Random } from '../random.ts'
import type { Bell } from './bell.ts'
import type { CityTime } from './time.ts'
import type { Visitor } from './visitor.ts'

type Counter = Static<typeof CounterView>
type Called = NonNullable<Counter['visit']>

/** A simulated clerk: where, who, and what is known of the hall. */
export type ClerkOptions = {
  readonly login: string
  readonly counterId: Id<'counter'>
  /** The site's. */
  readonly zone: string
  readonly visitor: Visitor
  readonly time: CityTime
  readonly random: Random
  /** Rings when somebody has arrived. */
  readonly bell: Bell
  /** May somebody stay away when called? Only invented people do, never one who tries the demo. */
  readonly mayMiss: (visitId: string) => boolean
  /** Somebody did not come when called. */
  readonly onMissed: (visitId: string, fate: Fate) => void
  /** Somebody who tries the demo sits at another counter here: leave people to them. */
  readonly holdsBack: () => boolean
  /** Told of an unexpected failure. */
  readonly onFault: (code: string) => void
}

const PATIENCE_WITH_FAULTS = 15_000
const OCCUPIED_FOR = 5 * MINUTE

/** Works at a counter until the end of duty: signs in, opens, calls, serves, closes. */
export async function workDuty(options: ClerkOptions, until: Instant): Promise<void> {
  const { visitor, time, random, counterId } = options
  const { call } = visitor
  const params = { counter: counterId }

  while (time.now() < until) {
    if (!(await sit())) {
      await time.sleep(OCCUPIED_FOR)
      continue
    }
    await callPeople()
  }
  await giveUp()

  /** At the counter, signed in if needed. False where somebody else sits. */
  async function sit(): Promise<boolean> {
    const opened = await call(openCounterRoute, { params })
    if (opened.ok) return true
    if (opened.code !== 'unauthenticated' && opened.code !== 'forbidden') {
      if (opened.code !== 'counter_occupied') options.onFault(opened.code)
      return false
    }
    const signedIn = await call(signInRoute, { body: { login: options.login, password: DEMO_PASSWORD } })
    if (!signedIn.ok) {
      options.onFault(signedIn.code)
      return false
    }
    return (await call(openCounterRoute, { params })).ok
  }

  /** Calls one after the other until the duty ends or the seat is lost. */
  async function callPeople(): Promise<void> {
    while (time.now() < until) {
      const next = await call(callNextRoute, { params })
      if (next.ok) {
        if (!(await serve(next.value))) return
        await time.sleep(between(random, 30, 90) * 1000)
      } else if (next.code === 'nobody_waiting') {
        await idle()
      } else if (next.code === 'counter_busy') {
        const counter = await call(counterRoute, { params })
        if (!counter.ok || !(await serve(counter.value))) return
      } else {
        if (!['counter_closed', 'not_seated', 'unauthenticated', 'forbidden'].includes(next.code)) {
          options.onFault(next.code)
          await time.sleep(PATIENCE_WITH_FAULTS)
        }
        return
      }
    }
  }

  async function idle(): Promise<void> {
    if (options.holdsBack()) return time.sleep(between(random, 60, 150) * 1000)
    await Promise.race([options.bell.rung(), time.sleep(between(random, 25, 50) * 1000)])
    if (time.signal.aborted) await time.sleep(0)
    // Not everybody looks up at once.
    await time.sleep(between(random, 1, 8) * 1000)
    if (options.holdsBack()) await time.sleep(between(random, 60, 120) * 1000)
  }

  /** From the call to the end. False when the counter was taken over meanwhile. */
  async function serve(counter: Counter): Promise<boolean> {
    const { visit } = counter
    if (!visit) return true
    const fate = fateOf(visit.visit)
    const calledAt = visit.calledAt ? parseInstant(visit.calledAt) : time.now()
    if (visit.state === 'called') {
      if (fate.missesCall && visit.missedCount === 0 && options.mayMiss(visit.visit)) return miss(visit, fate)
      await time.until(plus(calledAt, fate.walkSeconds * 1000))
      const started = await call(startServingRoute, { params })
      if (!started.ok) return started.code === 'not_possible'
      await seePapers(started.value)
    }
    const seconds = fate.walkSeconds + fate.durationFactor * visit.minutes * 60
    await time.until(plus(calledAt, seconds * 1000))
    const more = comesAgain(visit.visit, visit.minutes)
    if (more) await bookAgain(counter)
    const outcome = more ? 'partly' : fate.outcome
    const finished = await call(finishRoute, { params, body: { outcome } })
    return finished.ok
  }

  /** Notes that the papers of whoever sits here were seen. */
  async function seePapers({ matters }: Counter): Promise<void> {
    const papers = matters.flatMap(({ service, papers }) => papers.map(({ paper }) => ({ service, paper })))
    if (papers.length > 0) await call(papersRoute, { params, body: { papers, seen: true } })
  }

  /** Books the next visit of whoever sits here, some days ahead; without a free time they must come back by themselves. */
  async function bookAgain({ site, visit, matters }: Counter): Promise<void> {
    if (!visit) return
    const asked = matters.map(({ service }) => `${service}:${visit.people}`).join(',')
    const from = addDays(dayOf(time.now(), options.zone), Math.floor(between(random, 5, 21)))
    const found = await call(searchTimesRoute, { query: { matters: asked, site, from } })
    const [free] = found.ok ? found.value.times : []
    if (!free) return
    const body = { channel: 'desk', site: free.site, startsAt: free.startsAt, outcome: 'partly' } as const
    await call(bookNextRoute, { params: { visit: visit.visit }, body })
  }

  async function miss(visit: Called, fate: Fate): Promise<boolean> {
    await time.sleep(between(random, 1, 2.5) * MINUTE)
    const missed = await call(missedRoute, { params })
    if (missed.ok) options.onMissed(visit.visit, fate)
    return missed.ok
  }

  async function giveUp(): Promise<void> {
    const closed = await call(closeCounterRoute, { params })
    if (closed.ok || closed.code !== 'counter_busy') return
    const counter = await call(counterRoute, { params })
    if (counter.ok) await serve(counter.value)
    await call(closeCounterRoute, { params })
  }
}
