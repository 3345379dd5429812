import { localTime } from '#kernel/instant.ts'
import { isZone } from '#kernel/wallTime.ts'
import type { AuthorityFile, ClosuresFile, LocalitiesFile, SitesFile, UnitsFile } from '../contract.ts'
import { HOURS_STEP_MINUTES, isOnStep } from '../model/weekHours.ts'

/** A wrong place in a file of an import, in plain words. */
export type Fault = {
  readonly file: string
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** What the files of an authority hold. */
export type AuthorityFiles = {
  readonly authority: AuthorityFile
  readonly units: UnitsFile
  readonly sites: SitesFile
  readonly localities: LocalitiesFile
  readonly closures: ClosuresFile
}

/** The rules between the fields and entries of these files, which a schema cannot say. */
export function authorityFaults({ authority, units, sites, localities, closures }: AuthorityFiles): Fault[] {
  const unitKeys = new Set(units.map((unit) => unit.key))
  const siteKeys = new Set(sites.map((site) => site.key))
  return [
    ...zoneFaults('authority.json', ['timeZone'], authority.timeZone),
    ...limitFaults(authority),
    ...repeatFaults('units.json', units, (unit) => unit.key),
    ...repeatFaults('sites.json', sites, (site) => site.key),
    ...sites.flatMap((site, index) => siteFaults(site, index, unitKeys)),
    ...repeatFaults('localities.json', localities, ({ postcode, district }) => `${postcode} ${district}`),
    ...repeatFaults('closures.json', closures, ({ site, firstDay, lastDay }) =>
      [site ?? 'all sites', firstDay, lastDay].join(' '),
    ),
    ...closures.flatMap((closure, index) => closureFaults(closure, index, siteKeys)),
  ]
}

function zoneFaults(file: string, path: Fault['path'], zone: string | undefined): Fault[] {
  if (zone === undefined || isZone(zone)) return []
  return [{ file, path, message: `"${zone}" is no time zone` }]
}

/** The defaults of the table `setting`. */
const HOLD_MINUTES = 10
const HOLD_LIMIT_MINUTES = 30

function limitFaults({ settings }: AuthorityFile): Fault[] {
  return [...holdFaults(settings), ...releaseFaults(settings)]
}

function holdFaults(settings: AuthorityFile['settings']): Fault[] {
  const { holdMinutes = HOLD_MINUTES, holdLimitMinutes = HOLD_LIMIT_MINUTES } = settings
  if (holdLimitMinutes >= holdMinutes) return []
  const message = `must be at least holdMinutes (${holdMinutes})`
  return [{ file: 'authority.json', path: ['settings', 'holdLimitMinutes'], message }]
}

function releaseFaults({ releaseOpens, releaseCloses }: AuthorityFile['settings']): Fault[] {
  if (releaseOpens === undefined && releaseCloses === undefined) return []
  if (releaseOpens !== undefined && releaseCloses !== undefined && releaseOpens < releaseCloses) return []
  const message = 'releaseOpens and releaseCloses are given together, the first before the second'
  return [{ file: 'authority.json', path: ['settings', 'releaseCloses'], message }]
}

function siteFaults(site: SitesFile[number], index: number, unitKeys: ReadonlySet<string>): Fault[] {
  const file = 'sites.json'
  return [
    ...unknownFaults(file, [index, 'unit'], site.unit, unitKeys, 'unit in units.json'),
    ...zoneFaults(file, [index, 'timeZone'], site.timeZone),
    ...moveFaults(site, index),
    ...hoursFaults([index, 'hours'], site.hours ?? [], ({ weekday }) => weekday),
    ...stepFaults([index, 'hours'], site.hours ?? []),
    ...hoursFaults([index, 'specialHours'], site.specialHours ?? [], ({ day }) => day, 'date'),
    ...(site.kind === 'mobile' && site.specialHours?.length
      ? [{ file, path: [index, 'specialHours'], message: 'a mobile site has stops in stops.json instead' }]
      : []),
  ]
}

/** Hours that end before they begin, or overlap others of the same weekday or date. */
function hoursFaults<Entry extends { readonly opens: string; readonly closes: string }>(
  list: Fault['path'],
  entries: readonly Entry[],
  dayOf: (entry: Entry) => string | number,
  what?: 'date',
): Fault[] {
  const file = 'sites.json'
  return entries.flatMap((hours, nth) => {
    const path = [...list, nth]
    const before = entries.slice(0, nth).filter((other) => dayOf(other) === dayOf(hours))
    return [
      ...(hours.opens < hours.closes
        ? []
        : [{ file, path: [...path, 'closes'], message: 'must be later than opens' }]),
      ...overlapFaults(file, path, spanOf(hours), before.map(spanOf), what),
    ]
  })
}

/** Weekly hours that are not on the grid of the cells. */
function stepFaults(list: Fault['path'], entries: NonNullable<SitesFile[number]['hours']>): Fault[] {
  const message = `must be a multiple of ${HOURS_STEP_MINUTES} minutes`
  return entries.flatMap((hours, nth) =>
    (['opens', 'closes'] as const)
      .filter((field) => !isOnStep(localTime(hours[field])))
      .map((field) => ({ file: 'sites.json', path: [...list, nth, field], message })),
  )
}

function moveFaults({ moves = [] }: SitesFile[number], index: number): Fault[] {
  return repeatFaults('sites.json', moves, ({ firstDay }) => firstDay).map((fault) => ({
    ...fault,
    path: [index, 'moves', ...fault.path, 'firstDay'],
  }))
}

function spanOf({ opens, closes }: { readonly opens: string; readonly closes: string }): WallSpan {
  return { from: opens, until: closes }
}

function closureFaults(
  { site, firstDay, lastDay }: ClosuresFile[number],
  index: number,
  siteKeys: ReadonlySet<string>,
): Fault[] {
  const file = 'closures.json'
  return [
    ...(site === null ? [] : unknownFaults(file, [index, 'site'], site, siteKeys, 'site in sites.json')),
    ...orderFaults(file, [index, 'lastDay'], firstDay <= lastDay, 'firstDay'),
  ]
}

/** Two wall times as they are written; the order of texts is the order of time. */
export type WallSpan = { readonly from: string; readonly until: string }

/** A fault where a span overlaps an earlier one of the same weekday or date. */
export function overlapFaults(
  file: string,
  path: Fault['path'],
  span: WallSpan,
  earlier: readonly WallSpan[],
  what: 'weekday' | 'date' = 'weekday',
): Fault[] {
  const other = earlier.find((one) => one.from < span.until && span.from < one.until)
  if (!other) return []
  return [{ file, path, message: `overlaps ${other.from} to ${other.until} on the same ${what}` }]
}

/** A fault for every entry that says the same as an earlier one. */
export function repeatFaults<T>(file: string, entries: readonly T[], nameOf: (entry: T) => string): Fault[] {
  const first = new Map<string, number>()
  return entries.flatMap((entry, index) => {
    const name = nameOf(entry)
    const earlier = first.get(name)
    if (earlier === undefined) {
      first.set(name, index)
      return []
    }
    return [{ file, path: [index], message: `"${name}" stands twice, first at [${earlier}]` }]
  })
}

/** A fault where a key names nothing. */
export function unknownFaults(
  file: string,
  path: Fault['path'],
  key: string,
  known: ReadonlySet<string>,
  what: string,
): Fault[] {
  return known.has(key) ? [] : [{ file, path, message: `there is no ${what} with the key "${key}"` }]
}

/** A fault where the end lies before its beginning. */
export function orderFaults(file: string, path: Fault['path'], inOrder: boolean, beginning: string): Fault[] {
  return inOrder ? [] : [{ file, path, message: `must not be before ${beginning}` }]
}
