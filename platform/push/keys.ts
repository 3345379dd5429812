import { createECDH } from 'node:crypto'
import { secretFrom } from '#platform/crypto/token.ts'

/** The two halves of the key by which a push service knows us again (VAPID, RFC 8292), as base64url. */
export type PushKeys = { readonly publicKey: string; readonly privateKey: string }

/**
 * Makes the key pair for one purpose from the installation's secret: nobody has to make or keep one, and all nodes have
 * the same.
 * @example pushKeys(secret, 'neuwalden 2027-03')
 */
export function pushKeys(secret: string, purpose: string): PushKeys {
  // One number in 2^32 is no key of this curve: then the next one is taken.
  for (let turn = 0; ; turn++) {
    const ecdh = createECDH('prime256v1')
    const number = secretFrom(secret, `web push of ${purpose} ${turn}`)
    try {
      ecdh.setPrivateKey(number)
    } catch {
      continue
    }
    return { publicKey: ecdh.getPublicKey('base64url'), privateKey: number.toString('base64url') }
  }
}
