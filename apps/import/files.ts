import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, type TArray, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import {
  authorityFaults,
  type Fault,
  repeatFaults,
  unknownFaults,
} from '#features/authority/contract/import.ts'
import {
  authorityFileSchema,
  closuresFileSchema,
  keySchema,
  localitiesFileSchema,
  sitesFileSchema,
  streetsFileSchema,
  unitsFileSchema,
} from '#features/authority/contract.ts'
import { readStreetList } from '#features/authority/model/streetList.ts'
import { capacityFaults } from '#features/capacity/contract/import.ts'
import { countersFileSchema, shiftsFileSchema } from '#features/capacity/contract.ts'
import { LONGEST_DAY_MINUTES } from '#features/capacity/model/workRules.ts'
import { catalogueFaults } from '#features/catalogue/contract/import.ts'
import { offersFileSchema, servicesFileSchema } from '#features/catalogue/contract.ts'
import { houseFaults } from '#features/house/contract/import.ts'
import { housePlansFileSchema } from '#features/house/contract.ts'
import { noticeFaults } from '#features/notice/contract/import.ts'
import { noticesFileSchema } from '#features/notice/contract.ts'
import { LOGIN, ROLES } from '#features/staff/model.ts'
import { tourFaults } from '#features/tour/contract/import.ts'
import { stopsFileSchema, teamsFileSchema } from '#features/tour/contract.ts'
import { STAFF_LANGUAGES } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { closeObjects } from '#platform/http/validation.ts'
import { schemaFaults } from './schemaFaults.ts'

/** `staff.json`. Passwords never stand in a file. */
const staffFileSchema = Type.Array(
  Type.Object({
    login: Type.String({
      pattern: LOGIN.source,
      description: 'small letters, digits, dots and hyphens, 2 to 60 characters',
    }),
    name: Type.String({ pattern: '\\S', maxLength: 120, description: 'a text that is not empty' }),
    roles: Type.Array(Type.Enum([...ROLES]), { minItems: 1 }),
    site: Type.Union([keySchema, Type.Null()]),
    language: Type.Enum([...STAFF_LANGUAGES]),
  }),
)

const SCHEMAS = {
  authority: authorityFileSchema,
  units: unitsFileSchema,
  sites: sitesFileSchema,
  services: servicesFileSchema,
  offers: offersFileSchema,
  counters: countersFileSchema,
  shifts: shiftsFileSchema,
  localities: localitiesFileSchema,
  streets: Type.Union([streetsFileSchema, Type.Null()]),
  closures: closuresFileSchema,
  staff: staffFileSchema,
  teams: teamsFileSchema,
  stops: stopsFileSchema,
  housePlans: Type.Union([housePlansFileSchema, Type.Null()]),
  notices: Type.Union([noticesFileSchema, Type.Null()]),
} as const

type Part = keyof typeof SCHEMAS

/** The file of each part, in the order in which they are read. */
export const FILES: Readonly<Record<Part, string>> = {
  authority: 'authority.json',
  units: 'units.json',
  sites: 'sites.json',
  services: 'services.json',
  offers: 'site-services.json',
  counters: 'counters.json',
  shifts: 'shifts.json',
  localities: 'localities.json',
  streets: 'streets.csv',
  closures: 'closures.json',
  staff: 'staff.json',
  teams: 'teams.json',
  stops: 'stops.json',
  housePlans: 'house-plans.json',
  notices: 'notices.json',
}

/**
 * What may be left out, and what that means: most authorities have no mobile team; houses that were drawn in the console
 * stay as they are, and so do notices that were written there and streets that were read before.
 */
const OPTIONAL: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  [FILES.teams, []],
  [FILES.stops, []],
  [FILES.housePlans, null],
  [FILES.notices, null],
  [FILES.streets, null],
])

/** Everything that the files of an authority say. */
export type AuthorityData = { readonly [P in Part]: Static<(typeof SCHEMAS)[P]> }

/** Data that may be imported, or every wrong place in them. */
export type Reading =
  | { readonly ok: true; readonly data: AuthorityData }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Reads all files of a folder and checks them, each alone and with one another. */
export async function readAuthorityFolder(folder: string): Promise<Reading> {
  const faults: Fault[] = []
  const contents = new Map<string, unknown>()
  const present = await readdir(folder).catch((): string[] => [])
  for (const file of Object.values(FILES)) {
    const isLeftOut = OPTIONAL.has(file) && !present.includes(file)
    const content = isLeftOut
      ? { ok: true as const, value: OPTIONAL.get(file) }
      : await (file === FILES.streets ? readStreets : readJson)(folder, file)
    if (content.ok) contents.set(file, content.value)
    else faults.push(...content.faults.map((fault) => ({ file, ...fault })))
  }
  const known: readonly string[] = Object.values(FILES)
  for (const file of present) {
    if (file.endsWith('.json') && !known.includes(file)) {
      faults.push({ file, path: [], message: `is not known here; the files are ${known.join(', ')}` })
    }
  }
  const checked = checkAuthorityData((part) => contents.get(FILES[part]))
  const missing = new Set(faults.map((fault) => fault.file))
  if (checked.ok) return faults.length === 0 ? checked : { ok: false, faults }
  return { ok: false, faults: [...faults, ...checked.faults.filter(({ file }) => !missing.has(file))] }
}

type Content =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly faults: readonly Omit<Fault, 'file'>[] }

const wrong = (message: string) => ({ ok: false as const, faults: [{ path: [], message }] })

/** The lines of a list of streets, or every wrong one of them. */
async function readStreets(folder: string, file: string): Promise<Content> {
  const text = await readFile(join(folder, file), 'utf8').catch(() => undefined)
  if (text === undefined) return wrong('cannot be read')
  const list = readStreetList(text)
  return list.ok
    ? { ok: true, value: list.streets }
    : { ok: false, faults: list.faults.map(({ line, message }) => ({ path: [`line ${line}`], message })) }
}

async function readJson(folder: string, file: string): Promise<Content> {
  let text: string
  try {
    text = await readFile(join(folder, file), 'utf8')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return wrong(isMissing ? 'is missing' : `cannot be read: ${String(error)}`)
  }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return wrong(`is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Checks the parts of an authority's data. A rule between files needs those files well formed. */
export function checkAuthorityData(contentOf: (part: Part) => unknown): Reading {
  const faults: Fault[] = []
  const read = <S extends TSchema>(part: Part, schema: S): Static<S> | undefined => {
    const content = contentOf(part)
    if (Value.Check(closeObjects(schema), content)) return content
    faults.push(...schemaFaults(FILES[part], schema, content))
    return undefined
  }
  const authority = read('authority', SCHEMAS.authority)
  const units = read('units', SCHEMAS.units)
  const sites = read('sites', SCHEMAS.sites)
  const services = read('services', SCHEMAS.services)
  const offers = read('offers', SCHEMAS.offers)
  const counters = read('counters', SCHEMAS.counters)
  const shifts = read('shifts', SCHEMAS.shifts)
  const localities = read('localities', SCHEMAS.localities)
  const streets = read('streets', SCHEMAS.streets)
  const closures = read('closures', SCHEMAS.closures)
  const staff = read('staff', SCHEMAS.staff)
  const teams = read('teams', SCHEMAS.teams)
  const stops = read('stops', SCHEMAS.stops)
  const housePlans = read('housePlans', SCHEMAS.housePlans)
  const notices = read('notices', SCHEMAS.notices)

  const siteKeys = new Set(sites?.map((site) => site.key))
  const serviceKeys = new Set(services?.map((service) => service.key))
  if (authority && units && sites && localities && closures) {
    faults.push(...authorityFaults({ authority, units, sites, localities, closures }))
  }
  if (sites && services && offers) faults.push(...catalogueFaults({ services, offers }, siteKeys))
  if (sites && services && offers && counters) {
    const longestDayMinutes = authority?.settings.longestDayMinutes ?? LONGEST_DAY_MINUTES
    const context = { siteKeys, serviceKeys, offers, longestDayMinutes }
    const sound = wellFormed(SCHEMAS.shifts, contentOf('shifts'))
    const wrong = capacityFaults({ counters, shifts: sound.entries }, context)
    faults.push(...wrong.map((fault) => atOriginal(FILES.shifts, fault, sound.indexes)))
  }
  if (authority && sites && services && counters && shifts && teams) {
    const sound = wellFormed(SCHEMAS.stops, contentOf('stops'))
    const files = { teams, stops: sound.entries, authority, sites, counters, shifts, serviceKeys }
    faults.push(...tourFaults(files).map((fault) => atOriginal(FILES.stops, fault, sound.indexes)))
  }
  if (counters && housePlans) faults.push(...houseFaults(housePlans, siteKeys, counters))
  if (sites && notices) faults.push(...noticeFaults(notices, siteKeys))
  if (sites && staff) faults.push(...staffFaults(staff, siteKeys))

  if (faults.length > 0) return { ok: false, faults }
  if (
    !(
      authority &&
      units &&
      sites &&
      services &&
      offers &&
      counters &&
      shifts &&
      localities &&
      closures &&
      staff &&
      teams &&
      stops &&
      housePlans !== undefined &&
      notices !== undefined &&
      streets !== undefined
    )
  ) {
    return impossible('a part is missing without a fault')
  }
  return {
    ok: true,
    data: {
      authority,
      units,
      sites,
      services,
      offers,
      counters,
      shifts,
      localities,
      streets,
      closures,
      staff,
      teams,
      stops,
      housePlans,
      notices,
    },
  }
}

/** The entries that are well formed each alone, with their places in the file: one wrong line hides no other. */
function wellFormed<Entry extends TSchema>(list: TArray<Entry>, content: unknown) {
  const entries: Static<Entry>[] = []
  const indexes: number[] = []
  const schema = closeObjects(list)
  for (const [index, entry] of (Array.isArray(content) ? content : []).entries()) {
    const alone: unknown = [entry]
    if (!Value.Check(schema, alone)) continue
    entries.push(...alone)
    indexes.push(index)
  }
  return { entries, indexes }
}

function atOriginal(file: string, fault: Fault, indexes: readonly number[]): Fault {
  const [index, ...rest] = fault.path
  if (fault.file !== file || typeof index !== 'number') return fault
  return { ...fault, path: [indexes[index] ?? index, ...rest] }
}

function staffFaults(staff: AuthorityData['staff'], siteKeys: ReadonlySet<string>): Fault[] {
  return [
    ...repeatFaults(FILES.staff, staff, (person) => person.login),
    ...staff.flatMap((person, index) =>
      person.site === null
        ? []
        : unknownFaults(FILES.staff, [index, 'site'], person.site, siteKeys, 'site in sites.json'),
    ),
  ]
}

/** One line for a wrong place, e.g. `sites.json [2] hours[0].closes: must be later than opens`. */
export function faultLine({ file, path, message }: Fault): string {
  const written = path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('')
  return written === '' ? `${file}: ${message}` : `${file} ${written}: ${message}`
}
