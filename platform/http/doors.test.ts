import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { close } from './close.ts'
import { openDoors } from './doors.ts'
import { testServer } from './testServer.ts'

const HOST = '127.0.0.1'
const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of opened.splice(0)) await end()
})

function build() {
  const app = testServer()
  opened.push(() => close(app, { graceSeconds: 1 }))
  return app
}

/** So many connections at once, each with a request of its own, so that every door has some. */
const MANY = 64

function get(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: HOST, port, path: '/healthz', agent: false }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode))
    })
    asking.once('error', reject).end()
  })
}

it('answers whoever comes, by whichever door', async () => {
  const port = await openDoors(build(), { host: HOST, port: 0 })
  const answers = await Promise.all(Array.from({ length: MANY }, () => get(port)))
  expect(answers).toEqual(answers.map(() => 200))
})

it('is refused a port on which another one listens, with several doors or one', async () => {
  const port = await openDoors(build(), { host: HOST, port: 0 })
  await expect(openDoors(build(), { host: HOST, port })).rejects.toThrow('EADDRINUSE')

  const single = createServer()
  opened.push(() => new Promise((resolve) => single.close(resolve)))
  const taken = await new Promise<number>((resolve) => {
    single.listen(0, HOST, () => {
      const address = single.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  await expect(openDoors(build(), { host: HOST, port: taken })).rejects.toThrow('EADDRINUSE')
})

it('finishes every request in flight when it closes, and takes nobody any more', async () => {
  const app = testServer()
  let arrived = 0
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  app.addHook('onRequest', async () => {
    arrived++
    if (arrived === MANY) goOn()
    await held
    await new Promise((resolve) => setTimeout(resolve, 50))
  })
  const port = await openDoors(app, { host: HOST, port: 0 })
  const answers = Promise.all(Array.from({ length: MANY }, () => get(port)))
  await held
  expect(await close(app, { graceSeconds: 5 })).toBe(true)
  expect(await answers).toEqual(Array.from({ length: MANY }, () => 200))
  await expect(
    new Promise((resolve, reject) => connect(port, HOST).once('connect', resolve).once('error', reject)),
  ).rejects.toThrow('ECONNREFUSED')
})
