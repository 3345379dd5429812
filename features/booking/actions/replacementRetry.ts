import { loadVisit, lockLinked } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { DAYS_AROUND, rankReplacements } from '../model/replacement.ts'
import { isUnplaced, liveReplacement } from '../store/replacement.ts'
import {
  type Hopeful,
  nameOfTime,
  noteLooked,
  readHopeful,
  reopenReplacement,
  snapshotNow,
} from '../store/replacementRetry.ts'
import { giveBackCells } from './freed.ts'
import { holdBest, tellOf } from './replacement.ts'
import { optionsFor } from './replacementOptions.ts'

/** So many are looked after in one transaction, until one is helped. */
const TRIED = 20

/**
 * Holds a time for the next person whom a closing left without one, when times came since one was looked for last:
 * cells that somebody gave back, new places, minutes that opened. Only these times count, by the same rules as at first,
 * and never one that the same person was offered before. Whether anybody was helped.
 */
export async function retryNext(tx: Tx): Promise<boolean> {
  const hopeful = await readHopeful(tx, TRIED, DAYS_AROUND)
  if (hopeful.length === 0) return false
  const looked = await snapshotNow(tx)
  const inVain: Id<'replacement'>[] = []
  let helped = false
  for (const one of hopeful) {
    const found = await retry(tx, one, looked)
    helped = found === 'helped'
    if (!helped) inVain.push(one.id)
    // One visit is locked in a transaction, or two that look at the same people would wait for each other.
    if (found !== 'nothing') break
  }
  await noteLooked(tx, inVain, looked)
  return helped
}

async function retry(tx: Tx, hopeful: Hopeful, looked: string): Promise<'helped' | 'nothing' | 'meanwhile'> {
  const { visitId, closingId, gained, passed } = hopeful
  const seen = await loadVisit(tx, visitId)
  if (!seen) return 'nothing'
  const came = new Set(gained)
  const options = await optionsFor(
    tx,
    seen,
    (time) => came.has(`${time.siteId} ${time.day}`) && !passed.includes(nameOfTime(time)),
  )
  if (rankReplacements(options.lost, options.distances, options.times).length === 0) return 'nothing'
  const both = await lockLinked(tx, visitId)
  const [visit] = both
  // Meanwhile it may have been moved, cancelled, placed again, or helped by another node.
  if (!visit || both.some(({ state }) => state !== 'booked') || !(await isUnplaced(tx, visitId)))
    return 'meanwhile'
  if ((await liveReplacement(tx, visitId))?.state === 'open') return 'meanwhile'
  const held = await holdBest(tx, both, options)
  if (!held) return 'meanwhile'
  const written: boolean[] = []
  for (const [index, { id }] of both.entries()) {
    const one = held[index] ?? impossible('a time for each')
    written.push(await reopenReplacement(tx, { closingId, visitId: id, ...one }, looked))
  }
  if (!written.every((is) => is)) {
    for (const { claimId } of held) await giveBackCells(tx, claimId, 'returned')
    return 'meanwhile'
  }
  await tellOf(tx, visit, 'closed')
  return 'helped'
}
