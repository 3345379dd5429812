import { hashToken, isLinkToken, randomToken } from '#platform/crypto/token.ts'
import type { RequestCookies } from '#platform/http/cookies.ts'

/** The secret cookie that binds a hold to the browser that fills in its form. */
const BROWSER_COOKIE = 'dran_browser'

/** The browser of a request as the database knows it: the digest of its secret, made if there is none yet. */
export function browserOf(cookies: RequestCookies): string {
  const known = cookies.getSecret(BROWSER_COOKIE)
  const secret = known && isLinkToken(known) ? known : randomToken()
  if (secret !== known) cookies.setSecret(BROWSER_COOKIE, secret)
  return hashToken(secret).toString('base64url')
}
