import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { connect as connectPlain } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import { fail, ok, type Result } from '#kernel/result.ts'
import { ABOUT_NUMBER } from './aboutNumber.ts'
import type { SmsSize } from './gsm.ts'

/** An SMS as it goes to the gateway. */
export type Sms = SmsSize & {
  /** Of the same message always the same: the gateway sends one of it (docs/sms-gateway.md). */
  readonly key: string
  /** E.164. */
  readonly to: string
  readonly from: string
  readonly text: string
  /** ISO 8601: later it says nothing any more. */
  readonly validUntil: string
  /** Where the gateway reports what became of it. */
  readonly reportTo: string
}

/** What the gateway said. `failure` is a short code without number and text. */
export type SmsOutcome =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused'; readonly failure: string; readonly byAddress: boolean }
  | { readonly outcome: 'postponed'; readonly failure: string }
  | { readonly outcome: 'unknown'; readonly failure: string }

/** A gateway that takes SMS by HTTP. */
export type SmsGateway = {
  /** Is anybody there? A failure's code if not. */
  reach(): Promise<Result<null, string>>
  /** Hands one over; `beforeLast` is asked when only the last byte is missing, and gives it up by saying no. */
  send(sms: Sms, beforeLast?: () => Promise<boolean>): Promise<SmsOutcome>
}

export type GatewayOptions = {
  /** https://, or http:// on this machine. */
  readonly url: string
  readonly key: string
  /** No gateway thinks longer. Milliseconds. */
  readonly patience?: number
}

const PATIENCE_MS = 30_000
const REACH_MS = 10_000
const LONGEST_ANSWER = 10_000
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/
/** Refusals that speak of the number, not of this one message. */

/** Opens no connection yet. Throws on an address to which a key must not go: it travels encrypted, or on this machine. */
export function openSmsGateway({ url, key, patience = PATIENCE_MS }: GatewayOptions): SmsGateway {
  const address = new URL('/v1/messages', url)
  const isSecure = address.protocol === 'https:'
  if (!isSecure && !(address.protocol === 'http:' && LOOPBACK.test(address.hostname)))
    throw new Error('an SMS gateway has an address https://')
  return {
    reach: () => reach(address, isSecure),
    send: (sms, beforeLast = async () => true) => send({ address, isSecure, key, patience }, sms, beforeLast),
  }
}

/** Opens a connection and closes it again. */
function reach({ hostname, port }: URL, isSecure: boolean): Promise<Result<null, string>> {
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = isSecure
      ? connectSecure({ host, port: Number(port) || 443, servername: host })
      : connectPlain({ host, port: Number(port) || 80 })
    const end = (result: Result<null, string>) => {
      socket.destroy()
      resolve(result)
    }
    socket.once(isSecure ? 'secureConnect' : 'connect', () => end(ok(null)))
    socket.once('error', (error) => end(fail(`sms ${codeOf(error)}`)))
    socket.setTimeout(REACH_MS, () => end(fail('sms ETIMEDOUT')))
  })
}

type Door = {
  readonly address: URL
  readonly isSecure: boolean
  readonly key: string
  readonly patience: number
}

/**
 * Hands one SMS over. All but the last byte leaves first: a cut until then is known to have brought the gateway nothing,
 * and one behind it leaves open whether the SMS is out.
 */
function send(
  { address, isSecure, key, patience }: Door,
  { key: message, ...sms }: Sms,
  beforeLast: () => Promise<boolean>,
): Promise<SmsOutcome> {
  const body = Buffer.from(JSON.stringify(sms))
  return new Promise((resolve) => {
    let lastGiven = false
    const request = (isSecure ? requestSecure : requestPlain)(address, {
      method: 'POST',
      agent: false,
      timeout: patience,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'content-length': body.length,
        'idempotency-key': message,
      },
    })
    const end = (outcome: SmsOutcome) => {
      resolve(outcome)
      request.destroy()
    }
    const broken = (failure: string) => end({ outcome: lastGiven ? 'unknown' : 'postponed', failure })
    const handLast = async () => {
      if (!(await beforeLast())) return broken('sms given up')
      lastGiven = true
      request.end(body.subarray(-1))
    }
    request.on('error', (error) => broken(`sms ${codeOf(error)}`))
    request.on('timeout', () => broken('sms ETIMEDOUT'))
    request.on('response', (response) => {
      let answer = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        answer = (answer + part).slice(0, LONGEST_ANSWER)
      })
      response.on('error', (error) => broken(`sms ${codeOf(error)}`))
      response.on('end', () => end(judgeAnswer(response.statusCode ?? 0, answer)))
    })
    request.write(body.subarray(0, -1), () => {
      handLast().catch(() => broken('sms given up'))
    })
  })
}

/**
 * What an answer means (docs/sms-gateway.md). 409: a message with this key is there already. 401, 402 and 403 speak of
 * our key or account: once that is mended, it goes out. Of any other answer nobody knows what stands behind it.
 */
export function judgeAnswer(status: number, answer: string): SmsOutcome {
  if (status === 200 || status === 202 || status === 409) return { outcome: 'accepted' }
  if (status === 400 || status === 422) {
    const code = codeIn(answer)
    return { outcome: 'refused', failure: `sms refused ${code}`, byAddress: ABOUT_NUMBER.includes(code) }
  }
  const failure = `sms http${status}`
  if ([401, 402, 403, 404, 429, 503].includes(status)) return { outcome: 'postponed', failure }
  return { outcome: 'unknown', failure }
}

/** The code of a refusal; only letters, because it goes into log and list. */
function codeIn(answer: string): string {
  return /"code"\s*:\s*"([a-z_]{1,40})"/.exec(answer)?.[1] ?? 'no_reason'
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'ERROR'
}
