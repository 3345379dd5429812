import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { CALLING } from './clerks.ts'
import { type Ground, openGround } from './ground.ts'
import { askTwo } from './neighbours.ts'

let ground: Ground

afterEach(async () => {
  vi.restoreAllMocks()
  await ground.close()
})

// Few connections, so that each of them serves both in turn.
const open = () => openGround({ at: CALLING, server: { connections: 3 } })

test('two authorities on the same connections never see one another, also after errors', async () => {
  ground = await open()
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
  ground = await open()
  // Not even signing in at the other authority works any more, so it is asked without.
  const { visitor } = await import('./http.ts')
  const towns: string[] = []
  for (let time = 0; time < 6; time++) {
    for (const host of ['127.0.0.1', 'zweitstadt.localhost']) {
      const { text } = await visitor({ port: ground.port, host }).get('/api/sites/mitte/display')
      const home = await visitor({ port: ground.port, host }).get('/')
      towns.push(`${host} ${/Stadt (Neuwalden|Zweitstadt)/.exec(home.text)?.[1]} ${text.length > 0}`)
    }
  }
  expect(towns.some((line) => /127.*Zweitstadt|zweitstadt.*Neuwalden/.test(line))).toBe(true)
})
