import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

/** What a server answered. */
export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The answer read as JSON; fails the test where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked at field by field, as a foreign program would
  readonly json: any
}

/** One request as it goes over the wire. */
export type Sent = {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** Somebody with an address and cookies of their own, as the server sees a browser or a program. */
export type Visitor = {
  readonly address: string
  readonly cookies: Map<string, string>
  /** Sends exactly this. */
  send(sent: Sent): Promise<Answer>
  get(path: string): Promise<Answer>
  /** A command of the API. `key` sends it again as the same command. Told a place in line, it asks on until its turn. */
  call(path: string, body?: unknown, key?: string, method?: string): Promise<Answer>
  /** A form of a page. */
  submit(path: string, fields: Readonly<Record<string, string>>): Promise<Answer>
  /** `hear` gets every event at once. */
  listen(path: string, lastEventId?: string, hear?: (event: Heard) => void): Promise<Listening>
}

/** One server-sent event. */
export type Heard = {
  readonly id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: as in Answer
  readonly data: any
  /** Monotonic milliseconds. */
  readonly at: number
}

/** An open stream of events. */
export type Listening = {
  readonly status: number
  readonly heard: readonly Heard[]
  /** The first event, also one that is heard already, for which this is true; throws after so many milliseconds. */
  until(wanted: (event: Heard) => boolean, milliseconds: number): Promise<Heard>
  /** Drops the connection without a word. */
  drop(): void
  /** Resolves when the stream is over, whoever ended it. */
  readonly over: Promise<void>
}

/** How a visitor reaches the server. */
export type Reach = {
  /** Read with every request: a server that is started anew has another port. */
  readonly port: number
  readonly address?: string
  readonly host?: string
  /** False for somebody who comes once: the connection ends with the answer. */
  readonly keepAlive?: boolean
  /** The cookies of somebody else: the same browser at another address. */
  readonly cookies?: Map<string, string>
}

let visitors = 0

/** The n-th address of 127.0.0.0/8 that no other part of the system uses. */
export function loopbackAddress(n: number): string {
  return `127.${64 + (Math.floor(n / 62_500) % 128)}.${Math.floor(n / 250) % 250}.${(n % 250) + 1}`
}

/** Somebody new, at an address of 127.0.0.0/8 that nobody else has, so that limits stay switched on. */
export function visitor(reach: Reach): Visitor {
  const { address = loopbackAddress(visitors++), host = '127.0.0.1', keepAlive = true } = reach
  const { cookies = new Map<string, string>() } = reach
  const agent = new Agent({ keepAlive, localAddress: address })

  const headersOf = (own: Readonly<Record<string, string>> = {}) => ({
    host: `${host}:${reach.port}`,
    'sec-fetch-site': 'same-origin',
    ...(cookies.size > 0
      ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
      : {}),
    ...own,
  })

  function send({ method, path, headers, body }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // Without its length the body of a DELETE would be taken for the next request.
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const sending = request(
        {
          host: '127.0.0.1',
          port: reach.port,
          method,
          path,
          agent,
          headers: headersOf({ ...length, ...headers }),
        },
        (response) => {
          keepCookies(cookies, response)
          readAll(response).then((text) => resolve(answerOf(response, text)), reject)
        },
      )
      sending.setTimeout(30_000, () => sending.destroy(new Error(`no answer to ${path} within 30 seconds`)))
      sending.once('error', reject)
      sending.end(body)
    })
  }

  return {
    address,
    cookies,
    send,
    get: (path) => send({ method: 'GET', path }),
    async call(path, body, key = crypto.randomUUID(), method = 'POST') {
      const headers = { 'idempotency-key': key, accept: 'application/json' }
      const json = { 'content-type': 'application/json' }
      const sent =
        body === undefined
          ? { method, path, headers }
          : { method, path, headers: { ...headers, ...json }, body: JSON.stringify(body) }
      for (;;) {
        const answer = await send(sent)
        // Asking sooner than one is told to gains nothing, but a test is over sooner.
        if (answer.status !== 409 || answer.json.code !== 'in_line') return answer
      }
    },
    submit: (path, fields) =>
      send({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
      }),
    listen: (path, lastEventId, hear) =>
      new Promise((resolve, reject) => {
        const headers = headersOf({
          accept: 'text/event-stream',
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        })
        const opening = request(
          { host: '127.0.0.1', port: reach.port, path, agent: false, localAddress: address, headers },
          (response) => resolve(listening(response, hear)),
        )
        opening.once('error', reject)
        opening.end()
      }),
  }
}

/**
 * What became of a form that takes a time: a slow machine tells even a single person a place in line, who then asks on
 * until its turn, as the page does.
 */
export async function afterLine(visitor: Visitor, answer: Answer): Promise<Answer> {
  const line = answer.headers.location
  if (!line?.includes('/booking/line')) return answer
  let now = await visitor.get(line)
  while (now.status === 200) now = await visitor.get(line)
  return now
}

function answerOf(response: IncomingMessage, text: string): Answer {
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text)
    },
  }
}

function readAll(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      text += part
    })
    response.once('end', () => resolve(text))
    response.once('error', reject)
    response.once('close', () => reject(new Error('cut off in the middle of the answer')))
  })
}

function keepCookies(cookies: Map<string, string>, response: IncomingMessage): void {
  for (const line of response.headers['set-cookie'] ?? []) {
    const [pair = '', ...options] = line.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    if (options.includes('Max-Age=0')) cookies.delete(name)
    else cookies.set(name, pair.slice(pair.indexOf('=') + 1))
  }
}

function listening(response: IncomingMessage, hear?: (event: Heard) => void): Listening {
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  let rest = ''
  response.setEncoding('utf8')
  response.on('error', () => undefined)
  response.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2)
      const data = field('data')
      if (data === undefined) continue
      const event = { id: field('id'), data: JSON.parse(data), at: performance.now() }
      heard.push(event)
      hear?.(event)
    }
    for (const look of waiting) look()
  })
  return {
    status: response.statusCode ?? 0,
    heard,
    until: (wanted, milliseconds) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`not heard within ${milliseconds} ms`))
        }, milliseconds)
        const look = () => {
          const found = heard.find(wanted)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    drop: () => response.socket.destroy(),
    over: new Promise((resolve) => void response.once('close', resolve)),
  }
}
