import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { constantTimeEquals } from '#platform/crypto/compare.ts'
import { measureSms } from '#platform/sms/gsm.ts'
import { signReport } from '#platform/sms/receipt.ts'
import { systemClock } from '#platform/time/clock.ts'

/** An SMS as the simulator took it. */
export type TakenSms = {
  readonly key: string
  readonly to: string
  readonly from: string
  readonly text: string
}

/** Moments of a request at which the simulator can hang up. */
export const SMS_CUTS = ['connected', 'in the middle', 'taken', 'answering'] as const
export type SmsCut = (typeof SMS_CUTS)[number]

/** A gateway that speaks the protocol of docs/sms-gateway.md and sends nothing: for demonstrations and tests. */
export type SmsGatewaySimulator = {
  readonly url: string
  readonly taken: readonly TakenSms[]
  /** Requests that were whole, also repeated and refused ones. */
  readonly requests: () => number
  /** Answers the next request so, once. */
  answerNext(status: number, code?: string): void
  /** Hangs up at this moment of the next request, once; with a key, of the next one with it. */
  cutNext(cut: SmsCut, key?: string): void
  /** Reports to where the message said what became of it; the status of the answer. */
  report(key: string, state: 'delivered' | 'undelivered', code?: string): Promise<number>
  stop(): Promise<void>
}

type Kept = { readonly body: string; readonly id: string; readonly reportTo: string }
type Plan = {
  status?: { code: number; word: string } | undefined
  cut?: SmsCut | undefined
  key?: string | undefined
}

/**
 * Starts it on a free loopback port, for everybody with this key. `take` hears of each SMS before it is answered; by its
 * key every message is taken once.
 */
export async function startSmsGateway(
  key: string,
  take: (sms: TakenSms) => Promise<void> | void = () => undefined,
): Promise<SmsGatewaySimulator> {
  const taken: TakenSms[] = []
  const kept = new Map<string, Kept>()
  const plan: Plan = {}
  let requests = 0

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (isCut(plan, 'connected', request)) return
    let body = ''
    for await (const part of request) {
      if (isCut(plan, 'in the middle', request)) return
      body += String(part)
    }
    requests++
    const planned = plan.status
    plan.status = undefined
    if (planned) return say(response, planned.code, { code: planned.word })
    const refusal = refusalOf(request, key) ?? faultOf(body)
    if (refusal) return say(response, refusal.status, { code: refusal.code })
    const name = String(request.headers['idempotency-key'])
    const known = kept.get(name)
    if (known) return say(response, known.body === body ? 200 : 409, { id: known.id })
    const { to, from, text, reportTo } = JSON.parse(body)
    const sms = { key: name, to, from, text }
    await take(sms)
    taken.push(sms)
    const id = randomUUID()
    kept.set(name, { body, id, reportTo })
    if (isCut(plan, 'taken', request)) return
    if (plan.cut === 'answering') {
      plan.cut = undefined
      response.writeHead(202, { 'content-type': 'application/json', 'content-length': 100 })
      response.write('{', () => request.socket.destroy())
      return
    }
    say(response, 202, { id })
  }

  const server = createServer((request, response) => {
    // Whoever hangs up in the middle is planned to.
    answer(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    taken,
    requests: () => requests,
    answerNext: (status, word = 'planned') => {
      plan.status = { code: status, word }
    },
    cutNext: (cut, key) => {
      plan.cut = cut
      plan.key = key
    },
    async report(message, state, code = '') {
      const report = { message, state, code, time: Math.floor(systemClock.now() / 1_000) }
      const to = kept.get(message)?.reportTo ?? ''
      const answer = await fetch(to, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify({ ...report, signature: signReport(key, report) }),
      })
      return answer.status
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

function isCut(plan: Plan, cut: SmsCut, request: IncomingMessage): boolean {
  if (
    plan.cut !== cut ||
    (plan.key ?? request.headers['idempotency-key']) !== request.headers['idempotency-key']
  )
    return false
  plan.cut = undefined
  request.socket.destroy()
  return true
}

function refusalOf({ method, url, headers }: IncomingMessage, key: string) {
  if (method !== 'POST' || url !== '/v1/messages') return { status: 404, code: 'unknown_address' }
  if (!constantTimeEquals(headers.authorization ?? '', `Bearer ${key}`))
    return { status: 401, code: 'bad_key' }
  if (headers['content-type'] !== 'application/json') return { status: 400, code: 'bad_request' }
  if (!/^[0-9a-f-]{36}$/.test(String(headers['idempotency-key']))) return { status: 400, code: 'bad_request' }
  return undefined
}

/** What is wrong with a message by the document. */
function faultOf(body: string) {
  const { to, from, text, encoding, segments, validUntil, reportTo, ...more } = JSON.parse(body)
  if (Object.keys(more).length > 0) return { status: 400, code: 'bad_request' }
  if (!/^\+[1-9][0-9]{6,14}$/.test(to)) return { status: 422, code: 'bad_number' }
  if (!/^[A-Za-z0-9 ]{3,11}$/.test(from)) return { status: 422, code: 'bad_sender' }
  const size = measureSms(String(text))
  if (text === '' || size.encoding !== encoding || size.segments !== segments || segments > 2)
    return { status: 422, code: 'bad_text' }
  if (!ISO_8601.test(validUntil) || !URL.canParse(reportTo)) return { status: 400, code: 'bad_request' }
  return undefined
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
