import { isLoopback } from './address.ts'

/** How a cookie is kept. */
export type CookieOptions = {
  /** Seconds until the browser forgets it; without it, when the browser closes. */
  readonly maxAgeSeconds?: number
  /** `strict` is not sent when the visitor comes by a link from elsewhere. Default `lax`. */
  readonly sameSite?: 'lax' | 'strict'
}

/** The cookies of one request and its answer. All are invisible to scripts. */
export type RequestCookies = {
  /** A preference such as the look; whoever sits at the browser may change it. */
  readonly get: (name: string) => string | undefined
  readonly set: (name: string, value: string, options?: CookieOptions) => void
  /**
   * A secret such as a session, under the name `__Host-…` (bound to this host and TLS). Without TLS, on loopback
   * only, the prefix falls away so that the demo works.
   */
  readonly getSecret: (name: string) => string | undefined
  readonly setSecret: (name: string, value: string, options?: CookieOptions) => void
  readonly clear: (name: string) => void
  readonly clearSecret: (name: string) => void
}

/** What is needed to read and write cookies. */
export type CookieSource = {
  readonly received: Readonly<Record<string, string | undefined>>
  readonly secure: boolean
  readonly hostname: string
  readonly address: string
  /** Hands one Set-Cookie line to the answer. */
  readonly write: (line: string) => void
}

/** Reads and writes the cookies of one request. */
export function requestCookies(source: CookieSource): RequestCookies {
  const plain = !source.secure && isLocal(source.hostname) && isLoopback(source.address)
  const secretName = (name: string) => (plain ? name : `__Host-${name}`)
  const write = (name: string, value: string, secret: boolean, options: CookieOptions) => {
    const line = [
      `${name}=${encodeURIComponent(value)}`,
      'Path=/',
      'HttpOnly',
      `SameSite=${options.sameSite === 'strict' ? 'Strict' : 'Lax'}`,
    ]
    if (options.maxAgeSeconds !== undefined) line.push(`Max-Age=${Math.trunc(options.maxAgeSeconds)}`)
    if (secret ? !plain : source.secure) line.push('Secure')
    source.write(line.join('; '))
  }
  return {
    get: (name) => source.received[name],
    set: (name, value, options = {}) => write(name, value, false, options),
    getSecret: (name) => source.received[secretName(name)],
    setSecret: (name, value, options = {}) => write(secretName(name), value, true, options),
    clear: (name) => write(name, '', false, { maxAgeSeconds: 0 }),
    clearSecret: (name) => write(secretName(name), '', true, { maxAgeSeconds: 0 }),
  }
}

function isLocal(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopback(hostname.replace(/[[\]]/g, ''))
  )
}

/** Reads a Cookie header. Of two cookies with one name the first counts, as browsers send the closest path first. */
export function parseCookies(header: string | undefined): Readonly<Record<string, string | undefined>> {
  const cookies: Record<string, string> = Object.create(null)
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 1) continue
    const name = pair.slice(0, at).trim()
    if (name !== '' && !(name in cookies)) cookies[name] = decoded(pair.slice(at + 1).trim())
  }
  return cookies
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
