import {
  type Fault,
  overlapFaults,
  repeatFaults,
  unknownFaults,
} from '#features/authority/contract/import.ts'
import type { OffersFile } from '#features/catalogue/contract.ts'
import { localTime } from '#kernel/instant.ts'
import type { CountersFile, ShiftsFile } from '../contract.ts'
import { BREAK_AFTER_MINUTES, brokenRules } from '../model/workRules.ts'

/** What the files of workplaces hold. */
export type CapacityFiles = { readonly counters: CountersFile; readonly shifts: ShiftsFile }

/** What they refer to. */
export type CapacityContext = {
  readonly siteKeys: ReadonlySet<string>
  readonly serviceKeys: ReadonlySet<string>
  readonly offers: OffersFile
  readonly longestDayMinutes: number
}

/** The rules between the fields and entries of these files, which a schema cannot say. */
export function capacityFaults({ counters, shifts }: CapacityFiles, context: CapacityContext): Fault[] {
  const counterKeys = new Set(counters.map(({ site, key }) => `${site} ${key}`))
  return [
    ...repeatFaults('counters.json', counters, ({ site, key }) => `${site} ${key}`),
    ...counters.flatMap((counter, index) => counterFaults(counter, index, context)),
    ...shiftsFaults(shifts, counterKeys, context),
    ...idleOfferFaults(counters, context),
  ]
}

function counterFaults(
  { site, skills }: CountersFile[number],
  index: number,
  { siteKeys, serviceKeys }: CapacityContext,
): Fault[] {
  const file = 'counters.json'
  return [
    ...unknownFaults(file, [index, 'site'], site, siteKeys, 'site in sites.json'),
    ...skills.flatMap((skill, nth) =>
      unknownFaults(file, [index, 'skills', nth], skill, serviceKeys, 'service in services.json'),
    ),
    ...repeatFaults(file, skills, (skill) => skill).map((fault) => ({
      ...fault,
      path: [index, 'skills', ...fault.path],
    })),
  ]
}

type Shift = ShiftsFile[number]

function unknownCounterFaults({ site, counter }: Shift, index: number, known: ReadonlySet<string>): Fault[] {
  if (known.has(`${site} ${counter}`)) return []
  const message = `there is no counter "${counter}" of site "${site}" in counters.json`
  return [{ file: 'shifts.json', path: [index, 'counter'], message }]
}

function shiftFaults({ starts, ends, breakStarts, breakEnds }: Shift, index: number): Fault[] {
  const fault = (field: string, message: string) => [{ file: 'shifts.json', path: [index, field], message }]
  const inOrder = starts < ends ? [] : fault('ends', 'must be later than starts')
  if (breakStarts === null && breakEnds === null) return inOrder
  if (breakStarts === null || breakEnds === null) {
    return [...inOrder, ...fault('breakEnds', 'a break needs both breakStarts and breakEnds')]
  }
  const inside = starts < breakStarts && breakStarts < breakEnds && breakEnds < ends
  return inside ? inOrder : [...inOrder, ...fault('breakStarts', 'the break must lie inside the shift')]
}

/** The older word may stand alone, but not beside the newer one: they might say two things. */
function modeFaults({ mode, bookable }: Shift, index: number): Fault[] {
  if (mode === undefined || bookable === undefined) return []
  return [{ file: 'shifts.json', path: [index, 'bookable'], message: 'mode says it already' }]
}

const RULE_FAULTS = {
  break_too_late: ['breakStarts', 'a break is due after six hours of work at the latest'],
  break_too_short: ['breakEnds', 'more than six hours of work want a break of 30 minutes, more than nine 45'],
  day_too_long: ['ends', 'the day is longer than longestDayMinutes in authority.json allows'],
} as const

/** Rules for the work of one shift, of a shift whose times are in order. */
function workFaults(shift: Shift, index: number, longestDayMinutes: number): Fault[] {
  const times = {
    starts: localTime(shift.starts),
    ends: localTime(shift.ends),
    breakStarts: shift.breakStarts === null ? null : localTime(shift.breakStarts),
    breakEnds: shift.breakEnds === null ? null : localTime(shift.breakEnds),
  }
  return brokenRules(times, { breakAfterMinutes: BREAK_AFTER_MINUTES, longestDayMinutes }).map((code) => {
    const [field, message] = RULE_FAULTS[code]
    return { file: 'shifts.json', path: [index, field], message }
  })
}

function spanOf({ starts, ends }: Shift) {
  return { from: starts, until: ends }
}

/** Every wrong entry, each compared with the earlier ones of its counter and weekday only: files have ten thousand. */
function shiftsFaults(
  shifts: ShiftsFile,
  counterKeys: ReadonlySet<string>,
  { longestDayMinutes }: CapacityContext,
): Fault[] {
  const earlier = new Map<string, ReturnType<typeof spanOf>[]>()
  return shifts.flatMap((shift, index) => {
    const key = `${shift.site} ${shift.counter} ${shift.weekday}`
    const before = earlier.get(key) ?? []
    const disordered = shiftFaults(shift, index)
    const faults = [
      ...unknownCounterFaults(shift, index, counterKeys),
      ...modeFaults(shift, index),
      ...(disordered.length > 0 ? disordered : workFaults(shift, index, longestDayMinutes)),
      ...overlapFaults('shifts.json', [index], spanOf(shift), before),
    ]
    earlier.set(key, before)
    before.push(spanOf(shift))
    return faults
  })
}

/** Nobody may be offered what no counter of the site can serve. */
function idleOfferFaults(counters: CountersFile, { offers }: CapacityContext): Fault[] {
  const able = new Set(counters.flatMap(({ site, skills }) => skills.map((skill) => `${site} ${skill}`)))
  return offers.flatMap(({ site, service }, index) =>
    able.has(`${site} ${service}`)
      ? []
      : [
          {
            file: 'site-services.json',
            path: [index],
            message: `no counter of "${site}" in counters.json has the skill "${service}"`,
          },
        ],
  )
}
