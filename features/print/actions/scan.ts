import { scansFor } from '#features/device/actions.ts'
import type { Device } from '#features/device/model.ts'
import type { Id } from '#kernel/id.ts'
import { plus } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { SCAN_LASTS } from '../model.ts'
import { deleteScansBefore, takeScans, writeScan } from '../store/scan.ts'

export { scanTopic } from '../store/scan.ts'

/** The scanner of an agent has read something: the page of its kiosk gets it. */
export function noteScan(tx: Tx, agent: Device, code: string): Promise<void> {
  return writeScan(tx, agent, code)
}

/**
 * The codes that were read for a kiosk and that no page has taken, each once. Late ones count for nothing: whoever held
 * them has gone on, and somebody else stands there.
 */
export async function scansNow(
  tx: Tx,
  siteId: Id<'site'>,
  kiosk: Pick<Device, 'id'> | undefined,
): Promise<readonly string[]> {
  const agents = await scansFor(tx, siteId, kiosk?.id)
  if (agents.length === 0) return []
  const taken = await takeScans(
    tx,
    agents.map(({ id }) => id),
  )
  return taken.flatMap(({ code, scannedAt }) => (tx.now - scannedAt <= SCAN_LASTS ? [code] : []))
}

/** Forgets what no page took. */
export async function forgetScans(tx: Tx): Promise<void> {
  await deleteScansBefore(tx, plus(tx.now, -SCAN_LASTS))
}
