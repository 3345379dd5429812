/** What a request says about the page that sent it. */
export type RequestOrigin = {
  readonly method: string
  /** This server's own origin as the browser sees it, e.g. `https://termine.example`. */
  readonly own: string
  readonly fetchSite: string | undefined
  readonly origin: string | undefined
  readonly referer: string | undefined
  /** Does the browser vouch for somebody (cookies), or could a foreign page's form have sent this? */
  readonly ambient: boolean
}

/**
 * May this request change something? The guard against forged requests from other sites (CSRF).
 *
 * - GET, HEAD and OPTIONS change nothing and always pass.
 * - Browsers since 2019–2023 send `Sec-Fetch-Site`, which no page can set: only `same-origin` passes, so that not
 *   even a neighbour under the same domain can forge.
 * - Older ones send `Origin`, or at least `Referer`: it must be exactly ours.
 * - With none of them a request passes only if it brings nothing that a browser adds by itself: no cookie, no form.
 *
 * Beside this check JSON commands need `Content-Type: application/json` and an `Idempotency-Key`, which a foreign
 * page cannot send without CORS permission (we give none), and session cookies are SameSite. No token is kept in
 * pages: there is nothing to leak, to expire in an open tab, or to forget in a form.
 */
export function isSameSiteRequest(request: RequestOrigin): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return true
  if (request.fetchSite !== undefined) return request.fetchSite === 'same-origin'
  if (request.origin !== undefined) return request.origin === request.own
  if (request.referer !== undefined) return originOf(request.referer) === request.own
  return !request.ambient
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}
