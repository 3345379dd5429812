import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A person as the database counts them: keyed digests of every way to reach them, and of the name. */
export type CountedPerson = { readonly contacts: readonly Buffer[]; readonly name: Buffer }

const STILL_OPEN = (now: Instant) => sql`
  (v.state = 'booked' OR (v.state = 'held' AND EXISTS (
    SELECT 1 FROM claim c WHERE c.visit_id = v.id AND (c.until IS NULL OR c.until > ${at(now)}))))`

const listOf = (digests: readonly Buffer[]) => sql`${digests}::bytea[]`

/**
 * Frees the slots of bookings that are over, and the numbers of names without an open booking. Whoever ends a visit
 * need not think of it: it is done when the same person books again (index booked_by_once), and by a sweep.
 */
export function closeEnded(tx: Tx, contacts: readonly Buffer[] | null): void {
  const these = (table: string) =>
    contacts === null ? sql`true` : sql`${sql.ref(`${table}.contact`)} = ANY(${listOf(contacts)})`
  tx.sendAlong(
    raw(sql`
      UPDATE booked_by b SET slot = NULL FROM visit v
      WHERE v.id = b.visit_id AND b.slot IS NOT NULL AND ${these('b')} AND NOT ${STILL_OPEN(tx.now)}`),
  )
  tx.sendAlong(
    raw(sql`
      DELETE FROM booked_name n
      WHERE ${these('n')} AND NOT EXISTS (
        SELECT 1 FROM booked_by b WHERE b.contact = n.contact AND b.name = n.name AND b.slot IS NOT NULL)`),
  )
}

/**
 * Gives the name a number under each of its contacts; false when one of them has as many names as it may have.
 * Two at once: the keys of booked_name refuse the second.
 */
export async function takeName(tx: Tx, { contacts, name }: CountedPerson, limit: number): Promise<boolean> {
  await tx.run(
    raw(sql`
      INSERT INTO booked_name (contact, number, name)
      SELECT c.contact, free.number, ${name}
      FROM unnest(${listOf(contacts)}) AS c (contact), LATERAL (
        SELECT min(n) AS number FROM generate_series(1, ${limit}::int) AS n
        WHERE NOT EXISTS (SELECT 1 FROM booked_name b WHERE b.contact = c.contact AND b.number = n)) AS free
      WHERE free.number IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM booked_name b WHERE b.contact = c.contact AND b.name = ${name})
      ON CONFLICT DO NOTHING`),
  )
  const { count } = await tx.one(
    db
      .selectFrom('booked_name')
      .select(sql<number>`count(*)::int`.as('count'))
      .where(sql<boolean>`contact = ANY(${listOf(contacts)})`)
      .where('name', '=', name),
  )
  return count === contacts.length
}

/**
 * Counts a booking for a person, under each contact and family; false, with nothing written, when one of them has as
 * many open ones as it may have. The key booked_by_once decides the race.
 */
export async function takeSlots(
  tx: Tx,
  visitId: Id<'visit'>,
  { contacts, name }: CountedPerson,
  families: readonly string[],
  limit: number,
): Promise<boolean> {
  const taken = await tx.run(
    raw(sql`
      INSERT INTO booked_by (visit_id, contact, family, name, slot, created_at)
      SELECT ${visitId}, c.contact, f.family, ${name}, free.slot, ${at(tx.now)}
      FROM unnest(${listOf(contacts)}) AS c (contact), unnest(${families}::text[]) AS f (family), LATERAL (
        SELECT min(s) AS slot FROM generate_series(1, ${limit}::int) AS s
        WHERE NOT EXISTS (
          SELECT 1 FROM booked_by b
          WHERE b.contact = c.contact AND b.family = f.family AND b.name = ${name} AND b.slot = s)) AS free
      WHERE free.slot IS NOT NULL
      ON CONFLICT DO NOTHING`),
  )
  if (taken === contacts.length * families.length) return true
  await tx.run(db.deleteFrom('booked_by').where('visit_id', '=', visitId))
  return false
}

/** A booking counts for nobody any more: its names are about to be other ones. */
export async function uncount(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(db.deleteFrom('booked_by').where('visit_id', '=', visitId))
}

/** Until when one of these contacts gets no other time, or only by staff's word; undefined for none. */
export async function pausedUntil(
  tx: Tx,
  contacts: readonly Buffer[],
  byStaff: boolean,
): Promise<Instant | undefined> {
  const row = await tx.first(
    db
      .selectFrom('contact_pause')
      .select('until')
      .where(sql<boolean>`contact = ANY(${listOf(contacts)})`)
      .where('until', '>', at(tx.now))
      .$if(byStaff, (query) => query.where('reason', 'is not', null))
      .orderBy('until', 'desc')
      .limit(1),
  )
  return row?.until
}

/** A time ran out that nobody confirmed: those who were counted for it pause until then. */
export async function pauseContactsOf(tx: Tx, visitId: Id<'visit'>, until: Instant): Promise<void> {
  await tx.run(
    raw(sql`
      INSERT INTO contact_pause (contact, until)
      SELECT DISTINCT contact, ${at(until)} FROM booked_by WHERE visit_id = ${visitId} ORDER BY contact
      ON CONFLICT (contact) DO UPDATE SET until = greatest(contact_pause.until, excluded.until)`),
  )
}

/** Keeps the keyed digest of name and birth date with a hold; null takes it away. */
export async function saveBirth(tx: Tx, visitId: Id<'visit'>, digest: Buffer | null): Promise<void> {
  if (digest === null) await tx.run(db.deleteFrom('visit_birth').where('visit_id', '=', visitId))
  else
    await tx.run(
      db
        .insertInto('visit_birth')
        .values({ visit_id: visitId, digest })
        .onConflict((conflict) => conflict.column('visit_id').doUpdateSet({ digest })),
    )
}

/** The digest of name and birth date, where a scarce service asked for it. */
export async function birthOf(tx: Tx, visitId: Id<'visit'>): Promise<Buffer | undefined> {
  return (await tx.first(db.selectFrom('visit_birth').select('digest').where('visit_id', '=', visitId)))
    ?.digest
}

/** Forgets what counts no more: ended bookings and birth dates from before an instant, pauses that are over. */
export async function forgetPersons(tx: Tx, before: Instant): Promise<number> {
  closeEnded(tx, null)
  tx.sendAlong(db.deleteFrom('contact_pause').where('until', '<=', at(tx.now)))
  tx.sendAlong(
    raw(sql`
      DELETE FROM visit_birth USING visit v
      WHERE v.id = visit_birth.visit_id AND v.state NOT IN ('held', 'booked', 'waiting', 'called', 'serving', 'missed')`),
  )
  return tx.run(db.deleteFrom('booked_by').where('slot', 'is', null).where('created_at', '<', at(before)))
}
