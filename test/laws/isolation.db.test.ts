import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { CALLING } from './clerks.ts'
import { type Ground, openGround } from './ground.ts'
import { askTwo } from './neighbours.ts'

// On a busy machine everything takes several times as long.
vi.setConfig({ testTimeout: 180_000 })

let ground: Ground

afterEach(async () => {
  vi.restoreAllMocks()
  await ground.close()
})

// Few connections, so that each of them serves both in turn.
const open = (connections: number) => openGround({ at: CALLING, server: { connections } })

test('two authorities on the same connections never see one another, also after errors (A-04)', async () => {
  ground = await open(3)
  const { answers, refused, foreign, failed } = await askTwo(ground, { operations: 600, seed: 5 })
  expect(foreign).toEqual([])
  expect(failed).toEqual([])
  expect(answers).toBeGreaterThan(500)
  expect(refused).toBeGreaterThan(50)
})

// The control: role and path are set once for each connection instead of for each transaction.
test('they would if a connection kept the authority that it served first', async () => {
  const query = pg.Client.prototype.query
  const opened = new WeakSet<object>()
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...sent: unknown[]) {
    const [text, ...more] = sent
    if (typeof text !== 'string' || !text.startsWith('BEGIN; SET LOCAL ROLE'))
      return Reflect.apply(query, this, sent)
    const kept = opened.has(this)
      ? `BEGIN; ${text.slice(text.indexOf('SELECT'))}`
      : text.replaceAll('SET LOCAL', 'SET SESSION')
    opened.add(this)
    return Reflect.apply(query, this, [kept, ...more])
  })
  // One connection: everything that is asked afterwards is asked of the authority that came first.
  ground = await open(1)
  const shown = await Promise.all(
    ['127.0.0.1', 'zweitstadt.localhost'].map(async (host) => {
      const { text } = await ground.visitor({ host }).get('/')
      return /Stadt (Neuwalden|Zweitstadt)/.exec(text)?.[1]
    }),
  )
  expect([
    ['Neuwalden', 'Neuwalden'],
    ['Zweitstadt', 'Zweitstadt'],
  ]).toContainEqual(shown)
})
