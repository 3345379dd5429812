import { connect, type Socket } from 'node:net'
import { Type } from 'typebox'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fail, ok } from '#kernel/result.ts'
import { close } from './close.ts'
import { defineRoute } from './contract.ts'
import { bindEvents, type EventStream } from './sse.ts'
import { everyone, staff, type TestOptions, type TestServer, testServer } from './testServer.ts'

const ticks = defineRoute({
  id: 'ticks',
  kind: 'events',
  method: 'GET',
  path: '/api/ticks/:room',
  summary: 'Ticks',
  tags: ['ticks'],
  params: Type.Object({ room: Type.String({ maxLength: 10 }) }),
  output: Type.Object({ tick: Type.Integer() }),
  errors: ['closed'],
})

type Tick = { tick: number }
const servers: TestServer[] = []
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(servers.splice(0).map((app) => close(app, { graceSeconds: 1 })))
})

async function serve(options: TestOptions = {}, policy = everyone) {
  const app = testServer(options)
  servers.push(app)
  const streams: EventStream<Tick>[] = []
  const seen = { lastEventIds: [] as (string | undefined)[], stopped: 0 }
  bindEvents(app, ticks, {
    policy,
    open: async ({ params, lastEventId }, stream) => {
      if (params.room === 'closed') return fail('closed')
      seen.lastEventIds.push(lastEventId)
      streams.push(stream)
      stream.send({ id: '1', data: { tick: 1 } })
      return ok(() => {
        seen.stopped += 1
      })
    },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const open = (room = 'hall', headers = '') => listen(port, room, headers)
  return { app, port, streams, seen, open }
}

// A browser that speaks plain HTTP, so that the test decides when it reads.
function listen(port: number, room: string, headers: string) {
  const socket = connect({ port, host: '127.0.0.1' })
  sockets.push(socket)
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.on('error', () => {})
  socket.write(`GET /api/ticks/${room} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`)
  return { socket, text: () => text, until: (part: string) => until(() => text.includes(part)) }
}

async function until(condition: () => boolean, milliseconds = 3_000): Promise<void> {
  const end = performance.now() + milliseconds
  while (!condition()) {
    if (performance.now() > end) throw new Error('it did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('an event stream', () => {
  it('opens with its headers and retry time, and carries ids, names and data', async () => {
    const { open, streams } = await serve()
    const browser = open()
    await browser.until('data: {"tick":1}')
    streams[0]?.send({ id: '2\r\nevil: 1', event: 'call', data: { tick: 2 } })
    await browser.until('data: {"tick":2}')
    const text = browser.text().toLowerCase()
    expect(text).toContain('content-type: text/event-stream')
    expect(text).toContain('cache-control: no-store')
    expect(text).toContain("default-src 'none'")
    expect(text).toContain('retry: 2000\n\nid: 1\ndata: {"tick":1}\n\n')
    expect(text).toContain('id: 2evil: 1\nevent: call\ndata: {"tick":2}\n\n')
  })

  it('hears from a browser that comes again what it saw last', async () => {
    const { open, seen } = await serve()
    await open('hall', 'Last-Event-ID: 41\r\n').until('tick')
    await open('hall', 'Last-Event-ID: with space\r\n').until('tick')
    await open().until('tick')
    expect(seen.lastEventIds).toEqual(['41', undefined, undefined])
  })

  it('that may not be opened is a problem document', async () => {
    const { app } = await serve()
    const closed = await app.inject({ url: '/api/ticks/closed' })
    expect(closed.json()).toMatchObject({ status: 409, code: 'closed' })
    expect((await app.inject({ url: '/api/ticks/much-too-long' })).json()).toMatchObject({
      code: 'invalid_input',
    })
    const guarded = await serve({}, staff)
    expect((await guarded.app.inject({ url: '/api/ticks/hall' })).statusCode).toBe(401)
  })

  it('stops when the browser goes', async () => {
    const { open, seen } = await serve()
    const browser = open()
    await browser.until('tick')
    browser.socket.destroy()
    await until(() => seen.stopped === 1)
  })

  it('can be ended by the server, once', async () => {
    const { open, streams, seen } = await serve()
    const browser = open()
    await browser.until('tick')
    streams[0]?.end()
    streams[0]?.end()
    streams[0]?.send({ data: { tick: 9 } })
    await browser.until('0\r\n\r\n')
    expect(browser.text()).not.toContain('"tick":9')
    expect(seen.stopped).toBe(1)
  })

  it('drops a browser that does not read, and keeps one that does', async () => {
    const { open, streams, seen } = await serve()
    const slow = open()
    await slow.until('tick')
    const quick = open()
    await quick.until('tick')
    slow.socket.pause()
    for (let tick = 0; tick < 2_000 && seen.stopped === 0; tick += 1) {
      const data = { tick, ballast: 'x'.repeat(4_000) }
      for (const stream of streams) stream.send({ data })
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(seen.stopped).toBe(1)
    streams[1]?.send({ data: { tick: 77_777 } })
    await quick.until('77777')
  })

  it('is refused when the address has as many as it may, and given back afterwards (A-27)', async () => {
    const { open, seen } = await serve({ maxStreamsPerAddress: 2 })
    const first = open()
    await Promise.all([first.until('tick'), open().until('tick')])
    const third = open()
    await third.until('rate_limited')
    expect(third.text()).toContain('429')
    expect(third.text().toLowerCase()).toContain('retry-after: 30')
    first.socket.destroy()
    await until(() => seen.stopped === 1)
    await open().until('"tick":1')
  })

  it('is never refused without the cap (control)', async () => {
    const { open } = await serve({ maxStreamsPerAddress: 2, withoutGuards: ['streamCap'] })
    await Promise.all([1, 2, 3, 4].map(() => open().until('tick')))
  })

  it('is counted for the operators', async () => {
    const { app, open } = await serve()
    await open().until('tick')
    expect((await app.inject({ url: '/metrics' })).body).toContain('http_event_streams_open 1')
  })

  it('beats every 15 s, so that nobody in between takes it for dead', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const { open } = await serve()
      const browser = open()
      await browser.until('tick')
      vi.advanceTimersByTime(14_000)
      expect(browser.text()).not.toContain('\n:\n\n')
      vi.advanceTimersByTime(1_000)
      await browser.until('\n:\n\n')
    } finally {
      vi.useRealTimers()
    }
  })

  it('ends at shutdown with a time to come again', async () => {
    const { app, open, seen } = await serve()
    const browser = open()
    await browser.until('tick')
    expect(await close(app, { graceSeconds: 2 })).toBe(true)
    await browser.until('0\r\n\r\n')
    expect(browser.text()).toMatch(/retry: [1-4]\d{3}\n\n/)
    expect(seen.stopped).toBe(1)
  })

  it('that opens while the server closes is ended and takes nothing more', async () => {
    const app = testServer()
    servers.push(app)
    let asked = () => {}
    let answer = () => {}
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const mayOpen = new Promise<void>((resolve) => {
      answer = resolve
    })
    let stream: EventStream<Tick> | undefined
    let stopped = 0
    bindEvents(app, ticks, {
      policy: everyone,
      open: async (_, opened) => {
        stream = opened
        asked()
        await mayOpen
        return ok(() => {
          stopped += 1
        })
      },
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const address = app.server.address()
    const browser = listen(typeof address === 'object' && address ? address.port : 0, 'hall', '')
    await wasAsked
    const closed = close(app, { graceSeconds: 2 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    answer()
    await until(() => stopped === 1)
    stream?.send({ data: { tick: 10 } })
    expect(await closed).toBe(true)
    expect(browser.text()).toContain('retry: 2000')
    expect(browser.text()).not.toContain('"tick":10')
    expect(stopped).toBe(1)
  })
})
