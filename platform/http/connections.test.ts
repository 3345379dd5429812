import { connect } from 'node:net'
import { Type } from 'typebox'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ok } from '#kernel/result.ts'
import { besiege, idle, others, slowBody, slowHeaders, stream } from '#test/siege.ts'
import { close } from './close.ts'
import { defineRoute } from './contract.ts'
import { openDoors } from './doors.ts'
import { bindPage } from './page.ts'
import { bindEvents } from './sse.ts'
import { bindThings, everyone, type TestOptions, testServer } from './testServer.ts'

// Attack A-27: connections that cost their owner nothing, and everybody else the server.

const QUICK = { headers: 300, request: 600, silence: 400, look: 50, farewell: 100 }
const BESIEGER = '127.61.0.1'
/** Of an answer that nobody reads, more than the system keeps for both sides. */
const LONG_ANSWER = 'x'.repeat(24 * 1024 * 1024)

const hall = defineRoute({
  id: 'hall',
  kind: 'events',
  method: 'GET',
  path: '/api/hall',
  summary: 'Calls',
  tags: ['hall'],
  output: Type.Object({ call: Type.Integer() }),
  errors: [],
})

const ending: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

async function serve(options: TestOptions = {}) {
  const app = testServer(options)
  bindThings(app)
  bindEvents(app, hall, { policy: everyone, open: async () => ok(() => undefined) })
  bindPage(app, {
    method: 'GET',
    path: '/long',
    policy: everyone,
    handler: async () => ({ kind: 'html', body: LONG_ANSWER }),
  })
  ending.push(() => close(app, { graceSeconds: 1 }))
  const port = await openDoors(app, { host: '127.0.0.1', port: 0 })
  // What the server itself holds, whoever it has said goodbye to.
  const sockets = new Set<object>()
  app.server.prependListener('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const hold = async (count: number, begin: Parameters<typeof besiege>[1], address = BESIEGER) => {
    const siege = await besiege({ port, address, count }, begin)
    ending.push(siege.end)
    return siege
  }
  return { port, sockets, hold }
}

describe('connections that keep the server waiting (A-27)', () => {
  it.each([
    ['that say nothing', idle],
    ['whose headers never end', slowHeaders],
    ['whose body never ends', slowBody('/form')],
  ])('%s are told so and cut off, also if they do not go', async (_, begin) => {
    const { sockets, hold } = await serve({ patience: QUICK })
    const siege = await hold(30, begin)
    await vi.waitFor(() => expect([siege.held(), sockets.size]).toEqual([0, 0]), 5_000)
    // Who goes on talking may miss the last words.
    expect(siege.heard().length).toBeGreaterThan(10)
    for (const text of siege.heard()) expect(text).toMatch(/^HTTP\/1.1 408/)
  })

  it('would stay with more patience (control)', async () => {
    const { sockets, hold } = await serve()
    const sieges = [await hold(5, idle), await hold(5, slowHeaders), await hold(5, slowBody('/form'))]
    await new Promise((resolve) => setTimeout(resolve, 2 * QUICK.request))
    expect(sieges.map(({ held }) => held())).toEqual([5, 5, 5])
    expect(sockets.size).toBe(15)
  })

  it('because they take nothing of a long answer are cut off', async () => {
    const { port, sockets } = await serve({ patience: QUICK })
    const socket = connect({ port, host: '127.0.0.1' })
    ending.push(() => socket.destroy())
    socket.on('error', () => undefined).pause()
    socket.write('GET /long HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await vi.waitFor(() => expect(sockets.size).toBe(1))
    await vi.waitFor(() => expect(sockets.size).toBe(0), 5_000)
  })
})

describe('the connections of one address (A-27)', () => {
  const cap = { maxConnectionsPerAddress: 20 }

  it('are no more than it may have; others get in, and who goes makes room', async () => {
    const { port, sockets, hold } = await serve(cap)
    const siege = await hold(60, idle)
    await vi.waitFor(() => expect(siege.held()).toBe(20))
    const { statuses } = await others(port, ['/form'], { people: 3, milliseconds: 50, pause: 5 })
    expect([...statuses]).toEqual([200])
    siege.end()
    await vi.waitFor(() => expect(sockets.size).toBe(0))
    expect((await hold(20, idle)).held()).toBe(20)
  })

  it.each([
    ['would be as many as come without the cap (control)', { ...cap, withoutGuards: ['connectionCap'] }],
    ['are not counted for a proxy that is trusted', { ...cap, trustedProxies: [BESIEGER] }],
    ['may be more in a network that many share', { ...cap, sharedNetworks: ['127.61.0.0/16'] }],
  ] satisfies [string, TestOptions][])('%s', async (_, options) => {
    const { sockets, hold } = await serve(options)
    const siege = await hold(60, idle)
    await vi.waitFor(() => expect(sockets.size).toBe(60))
    expect(siege.held()).toBe(60)
  })
})

it('others are answered while one address does all of it at once (A-27)', async () => {
  const { port, hold } = await serve({ maxStreamsPerAddress: 100 })
  const people = { people: 10, milliseconds: 300, pause: 5 }
  const paths = ['/form', '/healthz']
  const quiet = await others(port, paths, people)
  const events = await hold(200, stream('/api/hall'))
  await hold(300, idle, '127.61.0.2')
  await hold(50, slowHeaders, '127.61.0.3')
  await hold(50, slowBody('/form'), '127.61.0.4')
  await vi.waitFor(
    () => expect(events.heard().filter((text) => text.startsWith('HTTP/1.1 429'))).toHaveLength(100),
    10_000,
  )
  const { statuses, p99 } = await others(port, paths, people)
  expect([...statuses]).toEqual([200])
  // On a machine that is slow at everything, half a second is promised to nobody.
  expect(p99).toBeLessThan(Math.max(500, 20 * quiet.p99))
})
