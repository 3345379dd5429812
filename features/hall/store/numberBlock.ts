import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A block of ticket numbers that somebody has for a day. */
export type NumberBlock = {
  readonly id: Id<'numberBlock'>
  readonly siteId: Id<'site'>
  readonly day: LocalDate
  readonly prefix: string
  readonly first: number
  readonly last: number
  readonly deviceId: Id<'device'> | null
  readonly holder: string
  readonly givenAt: Instant
  readonly returnedAt: Instant | null
}

const COLUMNS = [
  'id',
  'site_id as siteId',
  'day',
  'prefix',
  'first_number as first',
  'last_number as last',
  'device_id as deviceId',
  'holder',
  'given_at as givenAt',
  'returned_at as returnedAt',
] as const

/** Takes so many numbers from the counter of a prefix at once; the last of them. */
export async function reserveNumbers(
  tx: Tx,
  siteId: Id<'site'>,
  day: LocalDate,
  { prefix, count }: { readonly prefix: string; readonly count: number },
): Promise<number> {
  const row = await tx.one(
    db
      .insertInto('ticket_counter')
      .values({ site_id: siteId, day, prefix, last_number: count })
      .onConflict((conflict) =>
        conflict
          .columns(['site_id', 'day', 'prefix'])
          .doUpdateSet({ last_number: sql`ticket_counter.last_number + ${count}` }),
      )
      .returning('last_number'),
  )
  return row.last_number
}

/** Writes a block with each of its numbers (block_number_once refuses one that lies in another block). */
export async function insertBlock(
  tx: Tx,
  block: Omit<NumberBlock, 'id' | 'givenAt' | 'returnedAt'>,
): Promise<Id<'numberBlock'>> {
  const id = newId<'numberBlock'>(tx.now)
  const { siteId, day, prefix, first, last, deviceId, holder } = block
  await tx.run(
    db.insertInto('number_block').values({
      id,
      site_id: siteId,
      day,
      prefix,
      first_number: first,
      last_number: last,
      device_id: deviceId,
      holder,
      given_at: at(tx.now),
    }),
  )
  await tx.rows(
    raw(sql`
      INSERT INTO block_number (site_id, day, prefix, number, number_block_id, first_number, last_number)
      SELECT b.site_id, b.day, b.prefix, n, b.id, b.first_number, b.last_number
      FROM number_block b, generate_series(b.first_number::int, b.last_number::int) AS n WHERE b.id = ${id}`),
  )
  return id
}

/** A block by its id. */
export function findBlock(tx: Tx, id: Id<'numberBlock'>): Promise<NumberBlock | undefined> {
  return tx.first(db.selectFrom('number_block').select(COLUMNS).where('id', '=', id))
}

/** The blocks of a site on a day, the newest first, each with how many of its numbers were used. */
export function blocksOfDay(
  tx: Tx,
  siteId: Id<'site'>,
  day: LocalDate,
): Promise<(NumberBlock & { readonly used: number })[]> {
  return tx.rows(
    db
      .selectFrom('number_block')
      .select([
        ...COLUMNS,
        sql<number>`(SELECT count(visit_id)::int FROM block_number n WHERE n.number_block_id = number_block.id)`.as(
          'used',
        ),
      ])
      .where('site_id', '=', siteId)
      .where('day', '=', day)
      .orderBy('id', 'desc'),
  )
}

/** Somebody gives their block back. Did they still have it? */
export async function returnBlock(tx: Tx, id: Id<'numberBlock'>): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('number_block')
      .set({ returned_at: at(tx.now) })
      .where('id', '=', id)
      .where('returned_at', 'is', null),
  )
  return count === 1
}

/** Locks a number of a block until the transaction ends: whether somebody got it; undefined if it is not in the block. */
export async function lockBlockNumber(
  tx: Tx,
  id: Id<'numberBlock'>,
  number: number,
): Promise<'free' | 'used' | undefined> {
  const row = await tx.first(
    db
      .selectFrom('block_number')
      .select('visit_id')
      .where('number_block_id', '=', id)
      .where('number', '=', number)
      .forUpdate(),
  )
  if (!row) return undefined
  return row.visit_id === null ? 'free' : 'used'
}

/**
 * The lowest unused number in the blocks that a device has today, locked until the transaction ends: two who draw at the
 * same moment get two numbers.
 */
export function lockNextOfDevice(
  tx: Tx,
  {
    siteId,
    day,
    prefix,
    deviceId,
  }: Pick<NumberBlock, 'siteId' | 'day' | 'prefix'> & { deviceId: Id<'device'> },
): Promise<{ readonly block: Id<'numberBlock'>; readonly number: number } | undefined> {
  return tx.first(
    db
      .selectFrom('block_number')
      .innerJoin('number_block', 'number_block.id', 'block_number.number_block_id')
      .select(['number_block.id as block', 'block_number.number'])
      .where('number_block.device_id', '=', deviceId)
      .where('number_block.site_id', '=', siteId)
      .where('number_block.day', '=', day)
      .where('number_block.prefix', '=', prefix)
      .where('number_block.returned_at', 'is', null)
      .where('block_number.visit_id', 'is', null)
      .orderBy('block_number.number')
      .limit(1)
      .forUpdate('block_number')
      .skipLocked(),
  )
}

/** Notes who got a number of a block. */
export async function takeBlockNumber(
  tx: Tx,
  id: Id<'numberBlock'>,
  number: number,
  visitId: Id<'visit'>,
): Promise<void> {
  await tx.run(
    db
      .updateTable('block_number')
      .set({ visit_id: visitId })
      .where('number_block_id', '=', id)
      .where('number', '=', number),
  )
}

/** Forgets the blocks of days that are over. */
export async function deleteBlocksBefore(tx: Tx, siteId: Id<'site'>, day: LocalDate): Promise<void> {
  await tx.run(db.deleteFrom('number_block').where('site_id', '=', siteId).where('day', '<', day))
}
