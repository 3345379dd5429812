import { hashToken, isLinkToken, randomToken } from '#platform/crypto/token.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'

/** The secret cookie that binds a hold to the browser that fills in its form. */
const BROWSER_COOKIE = 'dran_browser'

/**
 * The browser of a request as the database knows it: the digest of its secret, made if there is none yet. Made from
 * the key of its first command, if that is given: a browser whose first answer was lost sends the same command again
 * and must be known as the same.
 */
export function browserOf(cookies: RequestCookies, firstKey?: string): string {
  const known = cookies.getSecret(BROWSER_COOKIE)
  const made = () =>
    firstKey ? hashToken(`browser ${firstKey}`).toString('base64url').slice(0, 22) : randomToken()
  const secret = known && isLinkToken(known) ? known : made()
  if (secret !== known) cookies.setSecret(BROWSER_COOKIE, secret)
  return hashToken(secret).toString('base64url')
}

/** The same for a browser that is known already; undefined for every other one, which stays unknown. */
export function knownBrowser(cookies: RequestCookies): string | undefined {
  const known = cookies.getSecret(BROWSER_COOKIE)
  return known && isLinkToken(known) ? hashToken(known).toString('base64url') : undefined
}
