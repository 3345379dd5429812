import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { SettingTable } from '#db/schema.gen.ts'
import type { Id } from '#kernel/id.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { CountersAway } from './model/fewerCounters.ts'
import { addressesOf } from './model/relocation.ts'
import type { Street } from './model/street.ts'
import type { Closure, Locality, Settings, Site, SiteStop, Unit } from './model.ts'
import { readRelocations } from './store/relocation.ts'
import { readSpecialHours } from './store/specialHours.ts'

/** One row. Throws when the authority has not been imported yet. */
export async function readSettings(tx: Tx): Promise<Settings> {
  return toSettings(await tx.one(db.selectFrom('setting').selectAll()))
}

/** Has the authority been imported? */
export async function hasSettings(tx: Tx): Promise<boolean> {
  return (await tx.first(db.selectFrom('setting').select('only_row'))) !== undefined
}

function toSettings(row: Selectable<SettingTable>): Settings {
  return {
    texts: row.texts,
    timeZone: row.time_zone,
    region: row.region,
    senderName: row.sender_name,
    senderAddress: row.sender_address,
    contact: row.contact,
    holdMinutes: row.hold_minutes,
    holdLimitMinutes: row.hold_limit_minutes,
    confirmMinutes: row.confirm_minutes,
    confirmBeforeMinutes: row.confirm_before_minutes,
    confirmLeastMinutes: row.confirm_least_minutes,
    horizonDays: row.horizon_days,
    bookingLeadMinutes: row.booking_lead_minutes,
    earlyMinutes: row.early_minutes,
    lateMinutes: row.late_minutes,
    appointmentCreditMinutes: row.appointment_credit_minutes,
    creditCeilingMinutes: row.credit_ceiling_minutes,
    waitlistPercent: row.waitlist_percent,
    walkInPercent: row.walk_in_percent,
    callerPercent: row.caller_percent,
    shortTermPercent: row.short_term_percent,
    shortTermDays: row.short_term_days,
    onlineToday: row.online_today,
    releaseOpens: row.release_opens,
    releaseCloses: row.release_closes,
    longestDayMinutes: row.longest_day_minutes,
    coveredPercent: row.covered_percent,
    openBookingsLimit: row.open_bookings_limit,
    namesLimit: row.names_limit,
    movesLimit: row.moves_limit,
    linkDays: row.link_days,
    reminderHours: row.reminder_hours,
    reminderChannels: row.reminder_channels,
    smsSender: row.sms_sender,
    papersUnscanned: row.papers_unscanned,
    videoLink: row.video_link,
    unconfirmedPauseMinutes: row.unconfirmed_pause_minutes,
    proofFloor: row.proof_floor,
    proofCeiling: row.proof_ceiling,
  }
}

const siteRows = db
  .selectFrom('site')
  .innerJoin('unit', 'unit.id', 'site.unit_id')
  .select([
    'site.id',
    'site.key',
    'unit.key as unitKey',
    'site.kind',
    'site.texts',
    'site.district',
    'site.street',
    'site.postcode',
    'site.town',
    'site.latitude',
    'site.longitude',
    'site.step_free as stepFree',
    'site.languages',
    'site.family_friendly as familyFriendly',
    'site.self_service as selfService',
    'site.time_zone as timeZone',
    'site.active',
  ])

/** All sites at their first addresses, in five small queries over some dozen rows. */
export async function readSites(tx: Tx): Promise<(Site & { readonly active: boolean })[]> {
  const sites = await tx.rows(siteRows)
  const hours = await tx.rows(
    db.selectFrom('site_hours').selectAll().orderBy('site_id').orderBy('weekday').orderBy('opens'),
  )
  const bySite = Map.groupBy(hours, (row) => row.site_id)
  const moves = Map.groupBy(await readRelocations(tx), ({ siteId }) => siteId)
  const special = Map.groupBy(await readSpecialHours(tx), ({ siteId }) => siteId)
  const stops = Map.groupBy(await readSiteStops(tx), ({ siteId }) => siteId)
  return sites.map((site) => ({
    ...site,
    hours: (bySite.get(site.id) ?? []).map(({ weekday, opens, closes }) => ({ weekday, opens, closes })),
    addresses: addressesOf(
      site,
      (moves.get(site.id) ?? []).map(({ id, siteId: _, ...address }) => ({ ...address, relocationId: id })),
    ),
    specialHours: (special.get(site.id) ?? []).map(({ siteId: _, ...hours }) => hours),
    ...(site.kind === 'mobile'
      ? { stops: (stops.get(site.id) ?? []).map(({ siteId: _, ...stop }) => stop) }
      : {}),
  }))
}

/** The stops of all mobile sites that are not long over, by index stop_by_day. */
function readSiteStops(tx: Tx): Promise<(SiteStop & { readonly siteId: Id<'site'> })[]> {
  return tx.rows(
    db
      .selectFrom('stop')
      .select(['site_id as siteId', 'day', 'opens', 'closes'])
      .where('cancelled_at', 'is', null)
      .where('day', '>=', addDays(dayOf(tx.now, 'UTC'), -2))
      .orderBy('day'),
  )
}

/** All postcodes with their districts; some hundred rows at most, read whole. */
export function readLocalities(tx: Tx): Promise<Locality[]> {
  return tx.rows(db.selectFrom('locality').selectAll().orderBy('postcode').orderBy('district'))
}

/**
 * All closures, past ones included, by their first day: those of the city's data, and whole sites that a manager closed.
 * Some dozen rows, read whole.
 */
export async function readClosures(tx: Tx): Promise<Closure[]> {
  const planned = await tx.rows(
    db
      .selectFrom('closure')
      .select(['id', 'site_id as siteId', 'first_day as firstDay', 'last_day as lastDay', 'texts'])
      .orderBy('id'),
  )
  const sudden = await tx.rows(
    db
      .selectFrom('closing')
      .select([
        'site_id as siteId',
        'first_day as firstDay',
        'last_day as lastDay',
        'texts',
        'starts',
        'ends',
      ])
      .where('reopened_at', 'is', null)
      .where(sql<boolean>`cardinality(counter_ids) = 0`)
      .orderBy('id'),
  )
  return [...planned, ...sudden.map((one) => ({ ...one, id: null }))].sort((a, b) =>
    a.firstDay < b.firstDay ? -1 : a.firstDay > b.firstDay ? 1 : 0,
  )
}

/** Counters that a manager closed, of closings that are not over; some dozen rows at most. */
export function readCountersAway(tx: Tx): Promise<CountersAway[]> {
  return tx.rows(
    db
      .selectFrom('closing')
      .select(['site_id as siteId', 'first_day as firstDay', 'last_day as lastDay', 'starts', 'ends'])
      .where('reopened_at', 'is', null)
      .where(sql<boolean>`cardinality(counter_ids) > 0`)
      .where('last_day', '>=', addDays(dayOf(tx.now, 'UTC'), -2))
      .orderBy('id'),
  )
}

export function readUnits(tx: Tx): Promise<Unit[]> {
  return tx.rows(db.selectFrom('unit').select(['id', 'key', 'texts']).orderBy('key'))
}

/** The streets of the city with their houses. */
export function readStreets(tx: Tx): Promise<Street[]> {
  return tx.rows(
    db
      .selectFrom('street')
      .select([
        'name',
        'from_number as fromNumber',
        'to_number as toNumber',
        'postcode',
        'district',
        'latitude',
        'longitude',
      ])
      .orderBy('name')
      .orderBy('postcode')
      .orderBy('from_number'),
  )
}
