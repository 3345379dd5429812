import { Agent, type IncomingMessage, request as send } from 'node:http'
import { type Client, makeClient } from '#platform/http/client.ts'

/** Where a visitor of the demo goes to and comes from. */
export type VisitorOptions = {
  readonly port: number
  /** The host name of the authority. */
  readonly hostname: string
  /** The visitor's own loopback address, so that the limits for one address hold for everybody. */
  readonly address: string
}

/** Somebody who acts through the public API, like a browser: own address, own cookies, own origin. */
export type Visitor = {
  readonly call: Client
  /** Loads a page and gives its text; undefined when it cannot be had. */
  page(path: string): Promise<string | undefined>
  /** Follows a stream of events; ends when `hear` says "stop", the server ends it, or `signal` aborts. */
  follow(path: string, hear: (data: string) => 'go on' | 'stop', signal: AbortSignal): Promise<void>
  close(): void
}

const TIMEOUT_MS = 15_000

/** Opens a visitor with one kept connection. */
export function openVisitor({ port, hostname, address }: VisitorOptions): Visitor {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  const host = `${hostname}:${port}`
  const cookies = new Map<string, string>()
  let localAddress: string | undefined = address

  function exchange(
    path: string,
    init: { method: string; headers: Headers; body?: string; signal?: AbortSignal },
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string> = {
        ...Object.fromEntries(init.headers),
        host,
        origin: `http://${host}`,
      }
      if (cookies.size > 0)
        headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      if (init.body !== undefined) headers['content-length'] = String(Buffer.byteLength(init.body))
      const request = send({
        host: '127.0.0.1',
        port,
        path,
        method: init.method,
        headers,
        agent,
        // A stream may be quiet for long.
        ...(init.signal ? {} : { timeout: TIMEOUT_MS }),
        ...(localAddress ? { localAddress } : {}),
        ...(init.signal ? { signal: init.signal } : {}),
      })
      request.on('response', (response) => {
        keepCookies(response)
        resolve(response)
      })
      request.on('timeout', () => request.destroy(new Error('no answer')))
      request.on('error', (error) => {
        // Systems with a single loopback address (macOS): everybody shares it.
        if ('code' in error && error.code === 'EADDRNOTAVAIL') localAddress = undefined
        reject(error)
      })
      request.end(init.body)
    })
  }

  function keepCookies(response: IncomingMessage): void {
    for (const line of response.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at))
      else cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }

  const call = makeClient(
    async (input, init) => {
      const response = await exchange(String(input), {
        method: init?.method ?? 'GET',
        headers: new Headers(init?.headers),
        ...(typeof init?.body === 'string' ? { body: init.body } : {}),
      })
      const status = response.statusCode ?? 500
      const text = await textOf(response)
      const type = response.headers['content-type']
      return new Response(status === 204 ? null : text, {
        status,
        headers: type ? { 'content-type': type } : {},
      })
    },
    { base: '' },
  )

  return {
    call,
    async page(path) {
      const headers = new Headers({ accept: 'text/html' })
      const response = await exchange(path, { method: 'GET', headers }).catch(() => undefined)
      const text = response && (await textOf(response))
      return response?.statusCode === 200 ? text : undefined
    },
    async follow(path, hear, signal) {
      const headers = new Headers({ accept: 'text/event-stream' })
      const response = await exchange(path, { method: 'GET', headers, signal }).catch(() => undefined)
      if (!response) return
      try {
        response.setEncoding('utf8')
        for await (const part of response) {
          const news = [...String(part).matchAll(/^data: ?(.*)$/gm)].map((match) => match[1] ?? '')
          if (news.some((data) => hear(data) === 'stop')) break
        }
      } catch {
        // The server went away or the signal came: the visitor puts the phone into the pocket.
      } finally {
        response.destroy()
      }
    },
    close: () => agent.destroy(),
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let text = ''
  for await (const part of response) text += part
  return text
}
