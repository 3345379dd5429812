import type { Site } from '#features/authority/model.ts'
import { pairedDevice } from '#features/device/actions.ts'
import { DEVICE_COOKIE } from '#features/device/model.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { limitKey } from '#platform/http/address.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'
import { type CodeTries, type CodeTry, readArrivalCode } from '../model.ts'

/** Where a code comes from. */
export type CodeSource = {
  readonly cookies: Pick<RequestCookies, 'getSecret'>
  readonly address: string
}

const FREELY: CodeTry = { allowed: true, right: () => undefined }

/**
 * May this device try this code at this site? Numbers can be guessed, so that wrong ones slow it down; the token of a
 * QR code cannot, and is never slowed. A device that is not paired is known by its address.
 */
export async function tryCode(
  tx: Tx,
  tries: CodeTries,
  { key }: Pick<Site, 'key'>,
  typed: string,
  { cookies, address }: CodeSource,
): Promise<CodeTry> {
  if (readArrivalCode(typed).kind === 'token') return FREELY
  const device = await pairedDevice(tx, cookies.getSecret(DEVICE_COOKIE))
  return tries(`${tx.authority.key} ${key} ${device?.id ?? limitKey(address)}`)
}
