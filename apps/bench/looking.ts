import { type Figure, type Group, rounded } from './figure.ts'
import { measureDay } from './promise/day.ts'
import { measureLiveLook } from './promise/liveLook.ts'
import { measureIntake, measureLook } from './promise/speed.ts'

/** How fast the kernel looks ahead, which the group `promise` measures, too: in seconds, for when it alone is asked. */
export const looking: Group = {
  name: 'looking',
  summary:
    'how long one look ahead takes: waits, intake, a day, and what a live site asks every 15 and 45 seconds',
  run: async () => speeds(),
}

/** Each within its limit, in milliseconds. */
export function speeds(): Figure[] {
  const [look, intake, { day, bare }, live] = [
    measureLook(),
    measureIntake(),
    measureDay(),
    measureLiveLook(),
  ]
  return [
    within('look_200_waiting_p99', look, 10),
    within('intake_60_waiting_p99', intake, 25),
    { ...within('day_450_visits_p99', day, 5), baseline: rounded(bare), ratio: rounded(day / bare) },
    within('live_look_60_waiting_6_services_p99', live.look, 200),
    within('live_times_60_waiting_6_services_p99', live.times, 500),
  ]
}

function within(id: string, value: number, most: number): Figure {
  return {
    ...{ id, value: rounded(value), unit: 'ms', baseline: null, ratio: null },
    ...{ target: `at most ${most} ms`, holds: value <= most },
  }
}
