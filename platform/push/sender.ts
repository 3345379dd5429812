import webPush from 'web-push'
import type { PushKeys } from './keys.ts'
import { isOfService } from './services.ts'

/** Where a phone takes messages, and what they are encrypted with; keys as base64url. */
export type PushAddress = {
  readonly endpoint: string
  readonly phoneKey: string
  readonly phoneSecret: string
}

/** A message as it leaves. */
export type PushMessage = {
  readonly text: string
  /** How long the push service keeps it for a phone that is off. Seconds. */
  readonly keepSeconds: number
  /** Of several undelivered ones with the same topic a phone gets the newest. At most 32 letters. */
  readonly topic: string
  readonly keys: PushKeys
  /** Whom the push service may write to, e.g. `mailto:termine@stadt.example`. */
  readonly contact: string
}

/** What became of it. `gone`: this phone wants no more; `postponed`: later perhaps, not before so many seconds. */
export type PushOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'gone'; readonly status: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'postponed'; readonly status: number | undefined; readonly seconds: number }

/** Hands messages to push services. */
export type PushSender = {
  /** Is this the address of a push service that is asked at all? */
  readonly takes: (endpoint: string) => boolean
  readonly send: (address: PushAddress, message: PushMessage) => Promise<PushOutcome>
}

/** No push service takes longer. Milliseconds. */
const PATIENCE = 10_000
/** Nobody waits longer for a push service that wants to be left alone; by then it is late anyway. Seconds. */
const LONGEST_PAUSE = 60

/** Sends to these services only (RFC 8030); messages are encrypted for the phone (RFC 8291) and signed (RFC 8292). */
export function openPushSender(services: readonly string[]): PushSender {
  const takes = (endpoint: string) => isOfService(endpoint, services)
  return {
    takes,
    async send({ endpoint, phoneKey, phoneSecret }, message) {
      if (!takes(endpoint)) return { kind: 'gone', status: 0 }
      const request = requestOf({ endpoint, keys: { p256dh: phoneKey, auth: phoneSecret } }, message)
      // What the phone gave is no key: nothing will ever reach it.
      if (request === undefined) return { kind: 'gone', status: 0 }
      const { method, headers, body } = request
      try {
        const signal = AbortSignal.timeout(PATIENCE)
        const answer = await fetch(endpoint, { method, headers, body, signal, redirect: 'error' })
        await answer.body?.cancel()
        return judge(answer.status, answer.headers.get('retry-after'))
      } catch {
        return { kind: 'postponed', status: undefined, seconds: 0 }
      }
    },
  }
}

function requestOf(
  subscription: Parameters<typeof webPush.generateRequestDetails>[0],
  { text, keepSeconds, topic, keys, contact }: PushMessage,
) {
  try {
    const { method, headers, body } = webPush.generateRequestDetails(subscription, text, {
      vapidDetails: { subject: contact, ...keys },
      TTL: keepSeconds,
      urgency: 'high',
      topic,
      contentEncoding: 'aes128gcm',
    })
    const written = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
    // The length is the client's matter.
    const kept = written.filter(([name]) => name.toLowerCase() !== 'content-length')
    return { method, headers: Object.fromEntries(kept), body: new Uint8Array(body ?? []) }
  } catch {
    return undefined
  }
}

/** What an answer means (RFC 8030, 5.1 and 8.4). 401 and 403: not with this key, so never for this phone. */
export function judge(status: number, retryAfter: string | null): PushOutcome {
  if (status >= 200 && status < 300) return { kind: 'accepted' }
  if ([401, 403, 404, 410].includes(status)) return { kind: 'gone', status }
  if (status === 429 || status >= 500) {
    const seconds = Number(retryAfter ?? 0)
    const asked = Number.isFinite(seconds) && seconds > 0 ? seconds : 0
    return { kind: 'postponed', status, seconds: Math.min(asked, LONGEST_PAUSE) }
  }
  return { kind: 'refused', status }
}
