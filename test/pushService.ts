import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A phone's own keys (RFC 8291): what it gives away is public, what opens its messages is not. */
export type PhoneKeys = { readonly private: string; readonly public: string; readonly secret: string }

export function makePhoneKeys(): PhoneKeys {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return {
    private: ecdh.getPrivateKey('base64url'),
    public: ecdh.getPublicKey('base64url'),
    secret: randomBytes(16).toString('base64url'),
  }
}

/**
 * Opens a message (RFC 8291 over RFC 8188, aes128gcm), written from the texts of the two, without the library that
 * encrypts. Throws when it was not meant for these keys.
 */
export function openMessage(body: Buffer, keys: PhoneKeys): string {
  const salt = body.subarray(0, 16)
  const recordSize = body.readUInt32BE(16)
  const keyLength = body.readUInt8(20)
  const senderKey = body.subarray(21, 21 + keyLength)
  const sealed = body.subarray(21 + keyLength)
  if (sealed.length > recordSize) throw new Error('more than one record')
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(Buffer.from(keys.private, 'base64url'))
  const shared = ecdh.computeSecret(senderKey)
  const info = Buffer.concat([
    Buffer.from('WebPush: info\0'),
    Buffer.from(keys.public, 'base64url'),
    senderKey,
  ])
  const first = hkdf(shared, Buffer.from(keys.secret, 'base64url'), info, 32)
  const key = hkdf(first, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = hkdf(first, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const opener = createDecipheriv('aes-128-gcm', key, nonce)
  opener.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()])
  const end = plain.lastIndexOf(2)
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('no end of the record')
  return plain.subarray(0, end).toString('utf8')
}

function hkdf(key: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, length))
}

/** A phone at the push service. */
export type Phone = {
  /** What its browser gives to a page. */
  readonly address: { readonly endpoint: string; readonly phoneKey: string; readonly phoneSecret: string }
  /** Every message that was accepted for it, opened, the oldest first. */
  readonly accepted: readonly string[]
  /** What its person has seen, one for each time that it sounded. */
  readonly noticed: () => readonly Told[]
  /** Its browser has forgotten the page: the service answers 410. */
  readonly forget: () => void
}

export type Told = { readonly id: string; readonly title: string; readonly body: string }

/** A push service that speaks the protocol (RFC 8030, 8291, 8292) over plain HTTP: TLS is the only thing that it leaves out. */
export type PushService = {
  readonly origin: string
  /** A phone whose browser was given this key of the server (base64url). */
  readonly phone: (applicationKey: string, options?: { readonly keys?: PhoneKeys }) => Phone
  /** The next requests are answered so, each once. */
  readonly answerNext: (...statuses: number[]) => void
  /** Called for each message before it is answered; a promise holds the answer back. */
  onMessage: (() => Promise<void> | void) | undefined
  /** Why requests were refused. */
  readonly refusals: readonly string[]
  readonly stop: () => Promise<void>
}

type Kept = {
  readonly keys: PhoneKeys
  readonly applicationKey: string
  readonly accepted: string[]
  isGone: boolean
}

/** Starts it on a free port. */
export async function startPushService(): Promise<PushService> {
  const phones = new Map<string, Kept>()
  const planned: number[] = []
  const refusals: string[] = []
  let origin = ''
  const service: { onMessage: PushService['onMessage'] } = { onMessage: undefined }

  const server = createServer(async (request, response) => {
    const body = await read(request)
    await service.onMessage?.()
    const status = planned.shift()
    if (status !== undefined) return response.writeHead(status).end()
    const kept = phones.get(request.url ?? '')
    if (!kept) return refuse(response, 404, 'no such subscription')
    if (kept.isGone) return refuse(response, 410, 'gone')
    const fault = faultOf(request, body, kept.applicationKey, origin)
    if (fault) return refuse(response, fault.status, fault.reason)
    try {
      kept.accepted.push(openMessage(body, kept.keys))
    } catch (error) {
      return refuse(response, 400, String(error))
    }
    response.writeHead(201, { location: `${origin}/message/${kept.accepted.length}` }).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

  function refuse(response: ServerResponse, status: number, reason: string): void {
    refusals.push(reason)
    response.writeHead(status).end()
  }

  return Object.assign(service, {
    origin,
    refusals,
    answerNext: (...statuses: number[]) => void planned.push(...statuses),
    phone(applicationKey: string, { keys = makePhoneKeys() } = {}): Phone {
      const path = `/push/${randomBytes(12).toString('base64url')}`
      const kept: Kept = { keys, applicationKey, accepted: [], isGone: false }
      phones.set(path, kept)
      return {
        address: { endpoint: `${origin}${path}`, phoneKey: keys.public, phoneSecret: keys.secret },
        accepted: kept.accepted,
        noticed: () => noticed(kept.accepted.map((text) => JSON.parse(text))),
        forget: () => {
          kept.isGone = true
        },
      }
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

/** As apps/enhance/pushWorker.ts does: a message that it knows replaces itself without a sound. */
function noticed(messages: readonly Told[]): Told[] {
  const known = new Set<string>()
  return messages.filter(({ id }) => !known.has(id) && known.add(id))
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

type Fault = { readonly status: number; readonly reason: string }

/** What a push service finds wrong with a request, in the order of the three texts. */
function faultOf(
  request: IncomingMessage,
  body: Buffer,
  applicationKey: string,
  origin: string,
): Fault | undefined {
  const { headers, method } = request
  if (method !== 'POST') return { status: 405, reason: 'not a POST' }
  if (!/^\d+$/.test(String(headers.ttl ?? ''))) return { status: 400, reason: 'no TTL' }
  if (headers.urgency && !/^(very-low|low|normal|high)$/.test(String(headers.urgency)))
    return { status: 400, reason: 'urgency' }
  if (headers.topic && !/^[A-Za-z0-9_-]{1,32}$/.test(String(headers.topic)))
    return { status: 400, reason: 'topic' }
  if (headers['content-encoding'] !== 'aes128gcm') return { status: 415, reason: 'encoding' }
  if (body.length > 4_096) return { status: 413, reason: 'too large' }
  const [, token, key] = /^vapid t=([^,\s]+),\s*k=([A-Za-z0-9_-]+)$/.exec(headers.authorization ?? '') ?? []
  if (!token || !key) return { status: 401, reason: 'no signature' }
  if (key !== applicationKey) return { status: 403, reason: 'another key than the phone was given' }
  const reason = tokenFault(token, key, origin)
  return reason === undefined ? undefined : { status: 403, reason }
}

function tokenFault(token: string, key: string, origin: string): string | undefined {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  })
  const signed = Buffer.from(`${header}.${claims}`)
  const given = Buffer.from(signature, 'base64url')
  if (!verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, given))
    return 'wrong signature'
  const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString())
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  if (alg !== 'ES256') return 'not ES256'
  if (aud !== origin) return 'for another service'
  const now = performance.timeOrigin / 1_000 + performance.now() / 1_000
  if (typeof exp !== 'number' || exp <= now || exp > now + 24 * 3_600) return 'expired, or valid for too long'
  return /^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(String(sub)) ? undefined : 'nobody to write to'
}
