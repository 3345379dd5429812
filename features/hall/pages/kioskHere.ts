import { pairedDevice } from '#features/device/actions.ts'
import { DEVICE_COOKIE, type Device } from '#features/device/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'

/** The paired kiosk that asks; undefined for a browser that is none of this site. */
export async function kioskHere(
  tx: Tx,
  siteId: Id<'site'>,
  cookies: RequestCookies,
): Promise<Device | undefined> {
  const device = await pairedDevice(tx, cookies.getSecret(DEVICE_COOKIE))
  return device?.kind === 'kiosk' && device.siteId === siteId ? device : undefined
}
