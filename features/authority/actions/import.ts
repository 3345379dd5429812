import { isDeepStrictEqual } from 'node:util'
import { localDate, localTime } from '#kernel/instant.ts'
import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import type { Changes } from '#platform/db/merge.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type {
  AuthorityFile,
  ClosuresFile,
  LocalitiesFile,
  SitesFile,
  StreetsFile,
  UnitsFile,
} from '../contract.ts'
import type { Settings, SharingSettings } from '../model.ts'
import {
  ensureJournalCounters,
  mergeSites,
  mergeUnits,
  readSiteRows,
  readUnitRows,
  replaceClosures,
  replaceHours,
  replaceLocalities,
  replaceStreets,
  saveSettings,
} from '../store/import.ts'
import { readWalkInPercents } from '../store/sharing.ts'
import { hasSettings, readSettings } from '../store.ts'
import { importSpecialHours } from './specialHours.ts'

// What is handed in here has passed the schemas of contract.ts and the rules of contract/import.ts.

/** Writes the settings, those of which the file says nothing with their defaults; whether any changed. */
export async function importSettings(tx: Tx, file: AuthorityFile): Promise<boolean> {
  const before = (await hasSettings(tx)) ? await readSettings(tx) : undefined
  const { releaseOpens, releaseCloses, ...settings } = file.settings
  const window = releaseOpens === undefined ? (before ?? NO_WINDOW) : { releaseOpens, releaseCloses }
  await saveSettings(tx, {
    ...(before && sharingOf(before)),
    ...settings,
    releaseOpens: timeOrNull(window.releaseOpens),
    releaseCloses: timeOrNull(window.releaseCloses),
    texts: file.texts,
    timeZone: file.timeZone,
    region: file.region,
    senderName: file.sender.name,
    senderAddress: file.sender.address,
    contact: file.contact,
  })
  return !isDeepStrictEqual(before, await readSettings(tx))
}

const NO_WINDOW = { releaseOpens: null, releaseCloses: null } as const
const timeOrNull = (time: string | null | undefined) => (time ? localTime(time) : null)

/** How time is shared was perhaps decided in the console: it stays where the file says nothing of it. */
function sharingOf(settings: Settings): Omit<SharingSettings, 'releaseOpens' | 'releaseCloses'> {
  const { walkInPercent, callerPercent, shortTermPercent, shortTermDays } = settings
  const { waitlistPercent, onlineToday, horizonDays, coveredPercent, longestDayMinutes } = settings
  return {
    ...{ walkInPercent, callerPercent, shortTermPercent, shortTermDays },
    ...{ waitlistPercent, onlineToday, horizonDays, coveredPercent, longestDayMinutes },
  }
}

/** What happened to units and sites, and whether any hours changed. */
export type SitesImported = { readonly units: Changes; readonly sites: Changes; readonly hours: boolean }

/**
 * Makes units and sites with their hours those of the files. A site without a time zone gets the authority's; one of
 * whose hours the file says nothing keeps those that it has.
 */
export async function importSites(
  tx: Tx,
  { authority, units, sites }: { authority: AuthorityFile; units: UnitsFile; sites: SitesFile },
): Promise<SitesImported> {
  const rows = units.map(({ key, texts }) => ({ key, texts }))
  const unitChanges = await mergeUnits(tx, rows)
  const unitIds = new Map((await readUnitRows(tx)).map((unit) => [unit.key, unit.id]))
  const walkIns = await readWalkInPercents(tx)
  const siteChanges = await mergeSites(
    tx,
    sites.map((site) => ({
      key: site.key,
      unit_id: unitIds.get(site.unit) ?? impossible('the unit was imported before'),
      kind: site.kind,
      texts: site.texts,
      district: site.district,
      street: site.street,
      postcode: site.postcode,
      town: site.town,
      latitude: site.latitude,
      longitude: site.longitude,
      step_free: site.stepFree,
      walk_in_percent: site.walkInPercent ?? walkIns.get(site.key) ?? null,
      languages: SPOKEN_LANGUAGES.filter((one) => one === 'de' || site.languages?.includes(one)),
      family_friendly: site.familyFriendly ?? false,
      self_service: site.selfService ?? false,
      time_zone: site.timeZone ?? authority.timeZone,
      active: true,
    })),
  )
  await ensureJournalCounters(tx)
  const siteIds = await siteIdsByKey(tx)
  const idOf = ({ key }: SitesFile[number]) => siteIds.get(key) ?? impossible('the site was imported before')
  const hours = await replaceHours(
    tx,
    sites.flatMap((site) =>
      (site.hours ?? []).map(({ weekday, opens, closes }) => ({
        siteId: idOf(site),
        weekday,
        opens: localTime(opens),
        closes: localTime(closes),
      })),
    ),
    new Set(sites.filter((site) => !site.hours).map(idOf)),
  )
  const special = await importSpecialHours(tx, sites)
  // Units whose last site moved or went can go only now.
  const left = await mergeUnits(tx, rows)
  return {
    units: { ...unitChanges, removed: [...unitChanges.removed, ...left.removed] },
    sites: siteChanges,
    hours: hours || special,
  }
}

/** Makes the postcodes those of the file; whether any changed. */
export function importLocalities(tx: Tx, localities: LocalitiesFile): Promise<boolean> {
  return replaceLocalities(tx, localities)
}

/** Makes the closures those of the file; whether any changed. */
export async function importClosures(tx: Tx, closures: ClosuresFile): Promise<boolean> {
  const siteIds = await siteIdsByKey(tx)
  return replaceClosures(
    tx,
    closures.map(({ site, firstDay, lastDay, texts }) => ({
      siteId: site === null ? null : (siteIds.get(site) ?? impossible('the site was imported before')),
      firstDay: localDate(firstDay),
      lastDay: localDate(lastDay),
      texts,
    })),
  )
}

/** The ids of all sites, also inactive ones, by key. */
export async function siteIdsByKey(tx: Tx) {
  return new Map((await readSiteRows(tx)).map((site) => [site.key, site.id]))
}

/** Makes the streets those of the list, if there is one; whether any changed. */
export async function importStreets(tx: Tx, streets: StreetsFile | null): Promise<boolean> {
  return streets !== null && (await replaceStreets(tx, streets))
}
