import { createPrivateKey } from 'node:crypto'
import DKIM from 'nodemailer/lib/dkim'
import { fail, ok, type Result } from '#kernel/result.ts'

/** With what the mails of a domain are signed (DKIM, RFC 6376). */
export type SigningKey = {
  readonly domain: string
  /** The public key stands in the DNS at `SELECTOR._domainkey.DOMAIN`. */
  readonly selector: string
  /** RSA, as PEM. */
  readonly privateKey: string
}

const FILE = /^((?:[a-z0-9-]+\.)+[a-z]{2,})\.([a-z0-9-]+)\.pem$/
/** What receivers ask for at least (RFC 8301). */
const LEAST_BITS = 2_048

/** The key of a file named DOMAIN.SELECTOR.pem, or what is wrong with it. */
export function readSigningKey(
  fileName: string,
  pem: string,
): Result<SigningKey, 'bad_name' | 'no_key' | 'not_rsa_2048'> {
  const [, domain, selector] = FILE.exec(fileName) ?? []
  if (domain === undefined || selector === undefined) return fail('bad_name')
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem)
    const bits = asymmetricKeyDetails?.modulusLength ?? 0
    if (asymmetricKeyType !== 'rsa' || bits < LEAST_BITS) return fail('not_rsa_2048')
  } catch {
    return fail('no_key')
  }
  return ok({ domain, selector, privateKey: pem })
}

/** What the signature covers: whoever changes any of it breaks it. */
const SIGNED =
  'from:to:reply-to:subject:date:message-id:mime-version:content-type:content-language:auto-submitted'

/** A mail with its signature in front. The same bytes get the same signature. */
export async function signed(bytes: Buffer, { domain, selector, privateKey }: SigningKey): Promise<Buffer> {
  const signer = new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey,
    headerFieldNames: SIGNED,
    cacheDir: false,
  })
  const parts: Buffer[] = []
  for await (const part of signer.sign(bytes)) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}
