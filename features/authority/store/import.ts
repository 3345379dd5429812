import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { SiteTable, UnitTable } from '#db/schema.gen.ts'
import type { ReminderChannel } from '#features/visit/model/reminder.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Changes, merge, replaceRows } from '#platform/db/merge.ts'
import { db, json, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Street } from '../model/street.ts'
import type { Closure, Locality, OpeningHours, Settings, Unscanned } from '../model.ts'

/** Settings to be written; those left out get the default of the table. */
export type SettingsWanted = Partial<Settings> &
  Pick<Settings, 'texts' | 'timeZone' | 'region' | 'senderName' | 'senderAddress' | 'contact'>

/** Writes the one row of settings. */
export async function saveSettings(tx: Tx, wanted: SettingsWanted): Promise<void> {
  const orDefault = (value: number | undefined): number | RawBuilder<number> => value ?? sql<number>`DEFAULT`
  const row = {
    texts: json(wanted.texts),
    time_zone: wanted.timeZone,
    region: wanted.region,
    sender_name: wanted.senderName,
    sender_address: wanted.senderAddress,
    contact: json(wanted.contact),
    hold_minutes: orDefault(wanted.holdMinutes),
    hold_limit_minutes: orDefault(wanted.holdLimitMinutes),
    confirm_minutes: orDefault(wanted.confirmMinutes),
    confirm_before_minutes: orDefault(wanted.confirmBeforeMinutes),
    confirm_least_minutes: orDefault(wanted.confirmLeastMinutes),
    horizon_days: orDefault(wanted.horizonDays),
    booking_lead_minutes: orDefault(wanted.bookingLeadMinutes),
    early_minutes: orDefault(wanted.earlyMinutes),
    late_minutes: orDefault(wanted.lateMinutes),
    appointment_credit_minutes: orDefault(wanted.appointmentCreditMinutes),
    credit_ceiling_minutes: orDefault(wanted.creditCeilingMinutes),
    waitlist_percent: orDefault(wanted.waitlistPercent),
    walk_in_percent: orDefault(wanted.walkInPercent),
    caller_percent: orDefault(wanted.callerPercent),
    short_term_percent: orDefault(wanted.shortTermPercent),
    short_term_days: orDefault(wanted.shortTermDays),
    online_today: wanted.onlineToday ?? sql<boolean>`DEFAULT`,
    release_opens: wanted.releaseOpens ?? null,
    release_closes: wanted.releaseCloses ?? null,
    longest_day_minutes: orDefault(wanted.longestDayMinutes),
    covered_percent: orDefault(wanted.coveredPercent),
    open_bookings_limit: orDefault(wanted.openBookingsLimit),
    names_limit: orDefault(wanted.namesLimit),
    moves_limit: orDefault(wanted.movesLimit),
    link_days: orDefault(wanted.linkDays),
    reminder_hours: wanted.reminderHours?.toSorted((one, other) => other - one) ?? sql<number[]>`DEFAULT`,
    reminder_channels: wanted.reminderChannels
      ? [...wanted.reminderChannels]
      : sql<ReminderChannel[]>`DEFAULT`,
    sms_sender: wanted.smsSender ?? null,
    papers_unscanned: wanted.papersUnscanned ?? sql<Unscanned>`DEFAULT`,
    video_link: wanted.videoLink ?? null,
    unconfirmed_pause_minutes: orDefault(wanted.unconfirmedPauseMinutes),
    proof_floor: orDefault(wanted.proofFloor),
    proof_ceiling: orDefault(wanted.proofCeiling),
  }
  const updated = await tx.run(db.updateTable('setting').set(row))
  if (updated === 0) await tx.run(db.insertInto('setting').values(row))
}

export type UnitRow = Pick<UnitTable, 'key' | 'texts'>

/** All units by key, with their ids. */
export function readUnitRows(tx: Tx): Promise<(UnitRow & { id: Id<'unit'> })[]> {
  return tx.rows(db.selectFrom('unit').select(['id', 'key', 'texts']))
}

/** Creates and changes units; removes those that no site refers to. */
export async function mergeUnits(tx: Tx, wanted: readonly UnitRow[]): Promise<Changes> {
  return merge(tx, {
    nameOf: (unit) => unit.key,
    standing: await readUnitRows(tx),
    wanted,
    insert: (unit) =>
      tx.run(db.insertInto('unit').values({ id: newId(tx.now), key: unit.key, texts: json(unit.texts) })),
    update: ({ id }, unit) =>
      tx.run(
        db
          .updateTable('unit')
          .set({ texts: json(unit.texts) })
          .where('id', '=', id),
      ),
    remove: ({ id }) => db.deleteFrom('unit').where('id', '=', id),
  })
}

export type SiteRow = Omit<Selectable<SiteTable>, 'id'>

/** All sites, also inactive ones. */
export function readSiteRows(tx: Tx): Promise<(SiteRow & { id: Id<'site'> })[]> {
  return tx.rows(db.selectFrom('site').selectAll())
}

/** Creates and changes sites; removes those to which no visit refers, with all that belongs to them. */
export async function mergeSites(tx: Tx, wanted: readonly SiteRow[]): Promise<Changes> {
  return merge(tx, {
    nameOf: (site) => site.key,
    standing: await readSiteRows(tx),
    wanted,
    insert: (site) => {
      const id = newId<'site'>(tx.now)
      return tx.run(db.insertInto('site').values({ ...site, id, texts: json(site.texts) }))
    },
    update: ({ id }, site) =>
      tx.run(
        db
          .updateTable('site')
          .set({ ...site, texts: json(site.texts) })
          .where('id', '=', id),
      ),
    remove: ({ id }) => db.deleteFrom('site').where('id', '=', id),
    deactivate: async ({ id, active }) => {
      await tx.run(db.updateTable('site').set({ active: false }).where('id', '=', id))
      return active
    },
  })
}

/** Every site has a row from which its journal takes numbers. */
export async function ensureJournalCounters(tx: Tx): Promise<void> {
  await tx.run(
    db
      .insertInto('journal_counter')
      .columns(['site_id', 'last_number'])
      .expression(db.selectFrom('site').select(['site.id', sql<number>`0`.as('last_number')]))
      .onConflict((conflict) => conflict.doNothing()),
  )
}

/** Hours of all sites but those that keep theirs; whether any changed. */
export async function replaceHours(
  tx: Tx,
  wanted: readonly (OpeningHours & { siteId: Id<'site'> })[],
  kept: ReadonlySet<Id<'site'>>,
): Promise<boolean> {
  const rows = wanted.map(({ siteId, ...hours }) => ({ site_id: siteId, ...hours }))
  const all = await tx.rows(db.selectFrom('site_hours').selectAll())
  const standing = all.filter((row) => !kept.has(row.site_id))
  return replaceRows(standing, rows, async () => {
    const others = sql<boolean>`site_id <> ALL (${[...kept]}::uuid[])`
    await tx.run(db.deleteFrom('site_hours').where(others))
    if (rows.length > 0) await tx.run(db.insertInto('site_hours').values(rows))
  })
}

/** Postcodes and districts; whether any changed. */
export async function replaceLocalities(tx: Tx, wanted: readonly Locality[]): Promise<boolean> {
  const rows = wanted.map(({ postcode, district, latitude, longitude }) => ({
    postcode,
    district,
    latitude,
    longitude,
  }))
  const standing = await tx.rows(db.selectFrom('locality').selectAll())
  return replaceRows(standing, rows, async () => {
    await tx.run(db.deleteFrom('locality'))
    if (rows.length > 0) await tx.run(db.insertInto('locality').values(rows))
  })
}

/** Streets; whether any changed. */
export async function replaceStreets(tx: Tx, wanted: readonly Street[]): Promise<boolean> {
  const standing = await tx.rows(db.selectFrom('street').selectAll())
  const rows = wanted.map(({ fromNumber, toNumber, ...street }) => ({
    ...street,
    from_number: fromNumber,
    to_number: toNumber,
  }))
  return replaceRows(standing, rows, async () => {
    await tx.run(db.deleteFrom('street'))
    const of = <T>(value: (street: Street) => T) => wanted.map(value)
    await tx.run(
      raw(sql`INSERT INTO street (name, from_number, to_number, postcode, district, latitude, longitude)
        SELECT * FROM unnest(${of(({ name }) => name)}::text[], ${of(({ fromNumber }) => fromNumber)}::smallint[],
          ${of(({ toNumber }) => toNumber)}::smallint[], ${of(({ postcode }) => postcode)}::text[],
          ${of(({ district }) => district)}::text[], ${of(({ latitude }) => latitude)}::float8[],
          ${of(({ longitude }) => longitude)}::float8[])`),
    )
  })
}

/** Closures of all sites; whether any changed. */
export async function replaceClosures(tx: Tx, wanted: readonly Omit<Closure, 'id'>[]): Promise<boolean> {
  const rows = wanted.map(({ siteId, firstDay, lastDay, texts }) => ({
    site_id: siteId,
    first_day: firstDay,
    last_day: lastDay,
    texts,
  }))
  const standing = await tx.rows(
    db.selectFrom('closure').select(['site_id', 'first_day', 'last_day', 'texts']),
  )
  return replaceRows(standing, rows, async () => {
    await tx.run(db.deleteFrom('closure'))
    if (rows.length === 0) return
    await tx.run(
      db
        .insertInto('closure')
        .values(rows.map((row) => ({ ...row, id: newId<'closure'>(tx.now), texts: json(row.texts) }))),
    )
  })
}
