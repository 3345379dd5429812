import type { Site } from '#features/authority/model.ts'
import { readMatters } from '#features/catalogue/actions.ts'
import { ticketPrefixOf } from '#features/catalogue/model.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { fail, impossible, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { formatTicket } from '../model.ts'
import {
  blocksOfDay,
  deleteBlocksBefore,
  insertBlock,
  lockBlockNumber,
  type NumberBlock,
  reserveNumbers,
  takeBlockNumber,
} from '../store/numberBlock.ts'
import { drawTicket, type TicketRefusal, type TicketRequest } from './arrive.ts'

export { findBlock, type NumberBlock, returnBlock } from '../store/numberBlock.ts'

/**
 * Hands a block of today's ticket numbers to somebody. The counter of the prefix goes on behind it, so the server's own
 * numbers and those of other blocks are others.
 */
export async function giveBlock(
  tx: Tx,
  site: Site,
  wish: {
    readonly prefix: string
    readonly count: number
    readonly holder: string
    readonly deviceId: Id<'device'> | null
  },
): Promise<Id<'numberBlock'>> {
  const day = dayOf(tx.now, site.timeZone)
  await deleteBlocksBefore(tx, site.id, day)
  const last = await reserveNumbers(tx, site.id, day, wish)
  const { prefix, holder, deviceId } = wish
  return insertBlock(tx, {
    siteId: site.id,
    day,
    prefix,
    first: last - wish.count + 1,
    last,
    deviceId,
    holder,
  })
}

/** The blocks of a site today. */
export function blocksToday(tx: Tx, site: Site) {
  return blocksOfDay(tx, site.id, dayOf(tx.now, site.timeZone))
}

export type BlockRefusal =
  | Exclude<TicketRefusal, 'not_accepted'>
  | 'not_in_block'
  | 'number_used'
  | 'block_over'
  | 'other_prefix'
  | 'wrong_time'

/**
 * Somebody got a number of a block, perhaps while the line was lost: the visit begins with this number and waits since
 * `drawnAt`. Of two who report the same number one is told `number_used`.
 */
export async function drawFromBlock(
  tx: Tx,
  links: Links,
  { block, site }: { readonly block: NumberBlock; readonly site: Site },
  {
    number,
    drawnAt,
    ...request
  }: Omit<TicketRequest, 'siteKey'> & { readonly number: number; readonly drawnAt: Instant },
  isOpen: (site: Site) => Promise<boolean>,
): Promise<Result<{ visit: Visit; token: string }, BlockRefusal>> {
  if (block.day !== dayOf(tx.now, site.timeZone) || block.returnedAt !== null) return fail('block_over')
  // Written down by the clock on the wall: the minute in which the block was handed out counts.
  if (plus(drawnAt, MINUTE) <= block.givenAt || drawnAt > tx.now) return fail('wrong_time')
  const arrivedAt = Math.max(drawnAt, block.givenAt) as Instant
  const asked = await readMatters(tx, request.matters)
  if (!asked.ok) return asked
  if (ticketPrefixOf(asked.value.services) !== block.prefix) return fail('other_prefix')
  const state = await lockBlockNumber(tx, block.id, number)
  if (state === undefined) return fail('not_in_block')
  if (state === 'used') return fail('number_used')
  const given = { ticketNumber: formatTicket(block.prefix, number), arrivedAt }
  const drawn = await drawTicket(tx, links, { ...request, siteKey: site.key, given }, isOpen)
  if (!drawn.ok)
    return drawn.code === 'not_accepted' ? impossible('a given number is not asked') : fail(drawn.code)
  await takeBlockNumber(tx, block.id, number, drawn.value.visit.id)
  return drawn
}
