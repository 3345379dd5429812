import {
  importClosures,
  importLocalities,
  importSettings,
  importSites,
  importStreets,
  type SitesImported,
} from '#features/authority/actions/import.ts'
import { importMoves } from '#features/authority/actions/importMoves.ts'
import { listSites } from '#features/authority/actions.ts'
import type { Fault } from '#features/authority/contract/import.ts'
import { tellOfMove } from '#features/booking/actions.ts'
import { knownCapacity, noteImportedCapacity } from '#features/capacity/actions/capacityHistory.ts'
import {
  type CountersImported,
  importCounters,
  importShifts,
  pauseReleases,
} from '#features/capacity/actions/import.ts'
import type { Released } from '#features/capacity/actions.ts'
import { releaseDaily } from '#features/capacity/jobs.ts'
import { importOffers, importServices, type ServicesImported } from '#features/catalogue/actions/import.ts'
import { importHousePlans } from '#features/house/actions/import.ts'
import { importNotices } from '#features/notice/actions/import.ts'
import { importStaff, type StaffImported } from '#features/staff/actions.ts'
import { importStops, importTeams } from '#features/tour/actions/import.ts'
import { openVisitsBefore } from '#features/visit/actions.ts'
import { localDate } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database, TransactionOptions } from '#platform/db/database.ts'
import type { Changes } from '#platform/db/merge.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type AuthorityData, FILES, readAuthorityFolder } from './files.ts'

/** What an import changed. */
export type ImportReport = SitesImported &
  ServicesImported &
  CountersImported & {
    readonly settings: boolean
    readonly offers: boolean
    readonly shifts: boolean
    readonly localities: boolean
    readonly streets: boolean
    /** Sites whose announced moves changed. */
    readonly moves: readonly string[]
    readonly closures: boolean
    readonly staff: StaffImported
    readonly teams: Changes
    readonly stops: number
    readonly housePlans: boolean
    readonly notices: number
    readonly places: Released
  }

/** What came of an import: all of it, or nothing and why. */
export type ImportOutcome =
  | { readonly ok: true; readonly report: ImportReport }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export type ImportOptions = TransactionOptions & {
  /** The password hash of somebody in staff.json; null keeps the present one, a new person then cannot sign in yet. */
  readonly hashOf?: (login: string) => string | null
}

/** Reads the files of a folder and makes the authority what they say, in one transaction or not at all. */
export async function importAuthority(
  database: Database,
  authority: Authority,
  folder: string,
  options: ImportOptions = {},
): Promise<ImportOutcome> {
  const reading = await readAuthorityFolder(folder)
  return reading.ok ? importData(database, authority, reading.data, options) : reading
}

/** The same with data that have been checked. */
export async function importData(
  database: Database,
  authority: Authority,
  data: AuthorityData,
  { hashOf = () => null, ...transaction }: ImportOptions = {},
): Promise<ImportOutcome> {
  const misplaced = authorityFaults(authority, data)
  if (misplaced.length > 0) return { ok: false, faults: misplaced }
  try {
    return await database.withAuthority(
      authority,
      async (tx): Promise<ImportOutcome> => {
        await pauseReleases(tx)
        await tx.changeReference()
        const faults = await usedSiteFaults(tx, data)
        if (faults.length > 0) return { ok: false, faults }
        return { ok: true, report: await write(tx, data, hashOf) }
      },
      transaction,
    )
  } catch (error) {
    if (error instanceof StopsRefused) return { ok: false, faults: error.faults }
    throw error
  }
}

/** Ends the transaction of an import whose stops do not fit beside those planned already: nothing of it is kept. */
class StopsRefused extends Error {
  override name = 'StopsRefused'
  readonly faults: readonly Fault[]
  constructor(refused: readonly { readonly index: number }[]) {
    super('stops do not fit')
    const message = 'does not fit beside the stops that are planned already'
    this.faults = refused.map(({ index }) => ({ file: FILES.stops, path: [index], message }))
  }
}

function authorityFaults(authority: Authority, { authority: file }: AuthorityData): Fault[] {
  const fault = (field: string, message: string) => [{ file: FILES.authority, path: [field], message }]
  return [
    ...(file.key === authority.key
      ? []
      : fault('key', `is not "${authority.key}", the authority to import into`)),
    ...(file.demo === authority.demo ? [] : fault('demo', 'cannot be changed once the authority exists')),
  ]
}

const END_OF_TIME = localDate('9999-12-31')

/** Nobody's time or turn may be lost because a site is missing in a file. */
async function usedSiteFaults(tx: Tx, data: AuthorityData): Promise<Fault[]> {
  const wanted = new Set(data.sites.map((site) => site.key))
  const faults: Fault[] = []
  for (const site of await listSites(tx)) {
    if (wanted.has(site.key)) continue
    const [visit] = await openVisitsBefore(tx, site.id, END_OF_TIME, 1)
    if (!visit) continue
    const message = `"${site.key}" is missing, but people have times or wait there; keep the site until they were served`
    faults.push({ file: FILES.sites, path: [], message })
  }
  return faults
}

async function write(
  tx: Tx,
  data: AuthorityData,
  hashOf: (login: string) => string | null,
): Promise<ImportReport> {
  const known = await knownCapacity(tx)
  const settings = await importSettings(tx, data.authority)
  const before = await listSites(tx)
  const sites = await importSites(tx, data)
  const moves = await importMoves(tx, data.sites, before)
  const services = await importServices(tx, data.services)
  const offers = await importOffers(tx, data.offers)
  const counters = await importCounters(tx, data.counters)
  const shifts = await importShifts(tx, data.shifts)
  const housePlans = await importHousePlans(tx, data.housePlans)
  const notices = await importNotices(tx, data.notices)
  const localities = await importLocalities(tx, data.localities)
  const streets = await importStreets(tx, data.streets)
  const closures = await importClosures(tx, data.closures)
  const staff = await importStaff(tx, data.staff, hashOf)
  // The rules between the files were checked, so this is a fault of the program, and nothing may be kept.
  if (!staff.ok) throw new Error(`the staff was refused: ${staff.code}`)
  const teams = await importTeams(tx, data)
  await noteImportedCapacity(tx, known)
  const places = await releaseDaily(tx)
  const stops = await importStops(tx, data.stops)
  if (stops.refused.length > 0) throw new StopsRefused(stops.refused)
  // Last, because from here to the commit nobody books.
  for (const { site, before: known, after } of moves) await tellOfMove(tx, site, known, after)
  return {
    ...sites,
    ...services,
    ...counters,
    settings,
    offers,
    shifts,
    localities,
    streets,
    closures,
    moves: moves.map(({ site }) => site.key),
    staff: staff.value,
    teams,
    stops: stops.changed,
    housePlans,
    notices,
    places,
  }
}

const NAMES_SHOWN = 6

/** What an import changed, one line for each kind of thing; nothing for what stayed as it was. */
export function reportLines(report: ImportReport): string[] {
  const kinds = ['units', 'sites', 'services', 'counters', 'teams'] as const
  const keyed = kinds.flatMap((kind) =>
    Object.entries(report[kind])
      .filter(([, names]) => names.length > 0)
      .map(([what, names]) => `${kind} ${what}: ${shown(names)}`),
  )
  const replaced = [
    'settings',
    'hours',
    'papers',
    'fees',
    'combinations',
    'offers',
    'skills',
    'shifts',
    'closures',
  ] as const
  const stops = report.stops > 0 ? [`stops planned or changed: ${report.stops}`] : []
  const counted = { staff: report.staff, places: report.places }
  return [
    ...keyed,
    ...(report.moves.length > 0 ? [`moves changed: ${shown(report.moves)}`] : []),
    ...replaced.filter((what) => report[what]).map((what) => `${what} changed`),
    ...(report.housePlans ? ['house plans changed'] : []),
    ...(report.notices > 0 ? [`notices new or changed: ${report.notices}`] : []),
    ...stops,
    ...Object.entries(counted).flatMap(([kind, counts]) =>
      Object.entries(counts)
        .filter(([, count]) => count > 0)
        .map(([what, count]) => `${kind} ${what}: ${count}`),
    ),
  ]
}

function shown(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN
  return `${names.length} (${names.slice(0, NAMES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''})`
}
