import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { networkTest, streamKey } from './address.ts'
import type { AnyCaller, HttpOptions, Patience, Serving } from './serving.ts'

const PATIENCE: Patience = {
  headers: 15_000,
  request: 30_000,
  upload: 10 * 60_000,
  silence: 120_000,
  look: 5_000,
  farewell: 2_000,
}

/** Open connections of one client address. A browser has six, so this is a house behind one router. */
const MOST_CONNECTIONS = 500

/** What Fastify and Node must know to be patient, and no more. */
export function patient(options: { readonly patience?: Partial<Patience> }) {
  const { headers, upload, silence, look } = { ...PATIENCE, ...options.patience }
  return {
    // Node knows one limit for all requests; most have less time (awaitBody).
    requestTimeout: upload,
    connectionTimeout: silence,
    http: { headersTimeout: headers, connectionsCheckingInterval: look, maxHeaderSize: 16 * 1024 },
  }
}

/**
 * Calls when the body of a request has not come in time. Whoever brings files has longer; what has no body is here at
 * once.
 */
export function awaitBody(
  request: IncomingMessage,
  bringsFiles: boolean,
  tooLate: () => void,
  patience?: Partial<Patience>,
): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (encoding === undefined && Number(length ?? 0) === 0) return
  const limits = { ...PATIENCE, ...patience }
  const timer = setTimeout(() => !request.complete && tooLate(), bringsFiles ? limits.upload : limits.request)
  timer.unref()
  request.once('close', () => clearTimeout(timer))
}

/** Ends a connection after its last words, and does not wait for the other side to end it, too. */
export function sayAndEnd(socket: Socket, words: string, patience?: Partial<Patience>): void {
  socket.end(words)
  const cut = setTimeout(() => socket.destroy(), { ...PATIENCE, ...patience }.farewell)
  cut.unref()
  socket.once('close', () => clearTimeout(cut))
}

/**
 * Keeps one address from taking all connections: more than it may have are closed at once, without an answer. Trusted
 * proxies may have as many as they like; networks that many people share twenty times as many.
 */
export function capConnections<Caller extends AnyCaller, Authority>(
  app: FastifyInstance,
  options: Pick<HttpOptions<Caller, Authority>, 'trustedProxies' | 'maxConnectionsPerAddress'>,
  { guards, isShared }: Pick<Serving<Caller, Authority>, 'guards' | 'isShared'>,
): void {
  const isProxy = networkTest(options.trustedProxies ?? [])
  const perAddress = new Map<string, number>()
  // Before the server's own listener: what is closed here is not parsed any more.
  app.server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    if (address === undefined || isProxy(address)) return
    const key = streamKey(address)
    const most = (options.maxConnectionsPerAddress ?? MOST_CONNECTIONS) * (isShared(address) ? 20 : 1)
    const open = perAddress.get(key) ?? 0
    if (open >= most && guards('connectionCap')) return void socket.destroy()
    perAddress.set(key, open + 1)
    socket.once('close', () => {
      const left = (perAddress.get(key) ?? 1) - 1
      if (left > 0) perAddress.set(key, left)
      else perAddress.delete(key)
    })
  })
}
