import { impossible } from '#kernel/result.ts'
import type { Answer } from '../http.ts'
import type { Operation, Stage } from './stage.ts'

type Shift = { readonly weekday: number; readonly ends: string; readonly breakStarts: string | null }
type Plan = { readonly weekly: readonly Shift[]; readonly dated: unknown; readonly away: unknown }

const SITE = '/api/sites/mitte'

/** The manager sends counters away and back, makes a shift shorter and longer, and takes a version back. */
export function planOperations(stage: Stage): readonly Operation[] {
  const { random, pick, command, manager, counters, times } = stage

  async function away(): Promise<Answer> {
    const day = pick(times)?.startsAt.slice(0, 10) ?? impossible('no times')
    const [starts, ends] = random() < 0.5 ? ['10:00', '12:00'] : [null, null]
    const body = { counters: [pick(counters)?.counter], firstDay: day, lastDay: day, starts, ends }
    return command(manager(), `${SITE}/counters-away`, body)
  }

  /** Changes what is published now; refused where another change comes between. */
  async function publish(change: (plan: Plan) => Plan): Promise<Answer> {
    const who = manager()
    const { version, plan } = (await who.get(`${SITE}/shift-plan`)).json
    return command(who, `${SITE}/shift-plan`, { basedOn: version, plan: change(plan) })
  }

  const back = () => publish((plan) => ({ ...plan, away: [] }))

  // Only of shifts with a break: without one no shift may become longer.
  const otherEnd = () => {
    const ends = random() < 0.5 ? '14:00' : '17:00'
    const weekday = 1 + Math.floor(random() * 5)
    return publish((plan) => ({
      ...plan,
      weekly: plan.weekly.map((shift) =>
        shift.breakStarts && shift.weekday === weekday ? { ...shift, ends } : shift,
      ),
    }))
  }

  async function undo(): Promise<Answer> {
    const who = manager()
    const { version } = (await who.get(`${SITE}/shift-plan`)).json
    const body = { basedOn: version, version: 1 + Math.floor(random() * version) }
    return command(who, `${SITE}/shift-plan/undo`, body)
  }

  return [
    { name: 'counter away', weight: 0.5, play: away },
    { name: 'counters back', weight: 0.4, play: back },
    { name: 'other end of a shift', weight: 0.5, play: otherEnd },
    { name: 'undo a plan', weight: 0.6, play: undo },
  ]
}
