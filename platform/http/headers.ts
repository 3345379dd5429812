/** Where the strict policy must give way for one page. */
export type HeaderNeeds = {
  /** Another page of this server may show this one in a frame. */
  readonly embeddable?: boolean
  /** This page shows other pages of this server in frames. */
  readonly embeds?: boolean
  /** Turns Trusted Types off, for a page that registers a worker without a policy. */
  readonly untrustedTypes?: boolean
  /** This script of a worker runs compiled code (WebAssembly). The page that starts it need not be allowed to. */
  readonly compiledCode?: boolean
  /** This script is a service worker for all paths that begin so, e.g. `/kiosk/`. */
  readonly workerFor?: string
  /**
   * This answer is a document that others wrote, shown in a frame of ours: its own styles and the images inside it,
   * nothing else; no script, no form, an origin of its own. Links open a new window.
   */
  readonly foreign?: boolean
}

const FOREIGN_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
]

/**
 * The security headers of every answer, errors and files included. No inline script, no inline style, nothing from
 * elsewhere. `same-origin` as Referrer-Policy keeps links with tokens from leaving, while `Origin` and `Referer`
 * still reach our own forms (with `no-referrer` browsers send `Origin: null`, and old ones could not be checked).
 * `connect-src` covers fetch and EventSource. HSTS goes out only over https: elsewhere browsers ignore it.
 */
export function securityHeaders(
  secure: boolean,
  needs: HeaderNeeds = STRICT,
): Readonly<Record<string, string>> {
  const written = secure ? WRITTEN.secure : WRITTEN.plain
  const before = written.get(needs)
  if (before) return before
  const headers = writeHeaders(secure, needs)
  written.set(needs, headers)
  return headers
}

const STRICT: HeaderNeeds = {}

/** The headers of each page's needs, so that thousands of answers share one text. */
const WRITTEN = {
  secure: new WeakMap<HeaderNeeds, Readonly<Record<string, string>>>(),
  plain: new WeakMap<HeaderNeeds, Readonly<Record<string, string>>>(),
}

function writeHeaders(secure: boolean, needs: HeaderNeeds): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `script-src 'self'${needs.compiledCode ? " 'wasm-unsafe-eval'" : ''}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${needs.embeddable ? "'self'" : "'none'"}`,
    ...(needs.embeds ? ["frame-src 'self'"] : []),
    ...(needs.untrustedTypes ? [] : ["require-trusted-types-for 'script'"]),
  ]
  return {
    'content-security-policy': (needs.foreign ? FOREIGN_POLICY : policy).join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'permissions-policy':
      'camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': needs.embeddable || needs.foreign ? 'SAMEORIGIN' : 'DENY',
    'cache-control': 'no-store',
    ...(needs.workerFor ? { 'service-worker-allowed': needs.workerFor } : {}),
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}
