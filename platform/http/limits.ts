/** How often one client may ask: at most `max` at once, refilled evenly over `seconds`. */
export type Limit = { readonly max: number; readonly seconds: number }

/**
 * What is limited apart. `sensitive` is for sign-in and for codes that could be guessed; `booking` for each browser and
 * each contact that takes times.
 */
export type LimitClass = 'reading' | 'command' | 'sensitive' | 'booking'

/** The limits of all classes. */
export type Limits = { readonly [Class in LimitClass]: Limit }

/** Per IPv4 /24, IPv6 /64 or loopback address. A network shared by many real people is named in the configuration. */
export const DEFAULT_LIMITS: Limits = {
  reading: { max: 1_200, seconds: 60 },
  command: { max: 240, seconds: 60 },
  sensitive: { max: 40, seconds: 60 },
  booking: { max: 60, seconds: 600 },
}

/** The answer to "may this client ask once more?". */
export type LimitAnswer =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retrySeconds: number }

/** Counts requests; may throw when its store fails (then reading goes on and commands are refused). */
export type Limiter = {
  readonly take: (limitClass: LimitClass, key: string, share?: number) => LimitAnswer | Promise<LimitAnswer>
}

/** Thrown by a handler whose caller asked too often, or whose limiter failed; answered with Retry-After. */
export class LimitReached extends Error {
  override name = 'LimitReached'
  readonly code: 'rate_limited' | 'unavailable'
  readonly retrySeconds: number

  constructor(code: LimitReached['code'], retrySeconds: number) {
    super(code)
    this.code = code
    this.retrySeconds = retrySeconds
  }
}

type Bucket = { tokens: number; at: number }

/**
 * Token buckets in this process. `monotonic` gives milliseconds that never go back, so a leaping wall clock neither
 * locks anybody out nor opens the door. At most `capacity` keys are kept; the one longest unused goes first.
 */
export function memoryLimiter(
  limits: Limits,
  monotonic = () => performance.now(),
  capacity = 100_000,
): Limiter {
  const buckets = new Map<string, Bucket>()

  function bucketOf(name: string, limit: Limit, share: number, now: number): Bucket {
    const known = buckets.get(name)
    const max = limit.max * share
    if (!known) return { tokens: max, at: now }
    const refilled = ((now - known.at) / 1000 / limit.seconds) * max
    return { tokens: Math.min(max, known.tokens + refilled), at: now }
  }

  return {
    take(limitClass, key, share = 1) {
      const limit = limits[limitClass]
      const name = `${limitClass} ${key}`
      const bucket = bucketOf(name, limit, share, monotonic())
      const allowed = bucket.tokens >= 1
      if (allowed) bucket.tokens -= 1
      buckets.delete(name)
      buckets.set(name, bucket)
      if (buckets.size > capacity) buckets.delete(buckets.keys().next().value ?? '')
      if (allowed) return { allowed }
      const wait = ((1 - bucket.tokens) * limit.seconds) / (limit.max * share)
      return { allowed, retrySeconds: Math.max(1, Math.ceil(wait)) }
    },
  }
}
