import { afterAll, beforeAll, expect, it } from 'vitest'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'

let ground: Ground
let manager: Visitor

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  // Silke works for the other site only; Rainer for all.
  await ground.sql(
    "UPDATE staff_member SET site_id = (SELECT id FROM site WHERE key = 'nord') WHERE login = 'verwaltung'",
  )
  manager = await signIn(ground.visitor(), 'leitung')
})
afterAll(() => ground.close())

const words = (text: string) => ({ de: text, 'de-simple': text, en: text })
const wish = (more: object = {}) => ({
  firstDay: '2027-03-20',
  street: 'Ring 2',
  postcode: '59981',
  town: 'Neuwalden',
  name: words('Bürgeramt Mitte'),
  way: words('Durch das Tor'),
  district: null,
  point: null,
  stepFree: true,
  familyFriendly: false,
  selfService: false,
  ...more,
})
const PATH = '/api/sites/mitte/relocations'

it('announces, changes and takes back, each once, and says in the audit who did it', async () => {
  const key = crypto.randomUUID()
  const first = await manager.call(PATH, wish(), key)
  expect(first.status).toBe(200)
  expect((await manager.call(PATH, wish(), key)).json).toEqual(first.json)
  const move = `${PATH}/${first.json.relocation}`
  expect((await manager.call(move, wish({ firstDay: '2027-03-21' }))).status).toBe(200)
  const [listed, ...more] = (await manager.get(PATH)).json.relocations
  expect(more).toEqual([])
  // Where the postcode lies, and its district.
  expect(listed).toMatchObject({ firstDay: '2027-03-21', state: 'ahead', district: 'Nord', latitude: 51.35 })
  expect((await manager.call(`${move}/withdraw`)).status).toBe(200)
  expect((await manager.call(`${move}/withdraw`)).json.code).toBe('relocation_over')
  const written = await ground.sql("SELECT action FROM audit WHERE action LIKE 'relocation%' ORDER BY action")
  expect(written.map(({ action }) => action)).toEqual([
    'relocation_announced',
    'relocation_changed',
    'relocation_withdrawn',
  ])
})

it('refuses what cannot be, and announces nothing', async () => {
  const code = async (more: object) => (await manager.call(PATH, wish(more))).json.code
  expect(await code({ postcode: '12345' })).toBe('unknown_postcode')
  expect(await code({ firstDay: '2027-03-01' })).toBe('day_past')
  expect(await code({ firstDay: '2031-03-01' })).toBe('day_far')
  expect(await code({ street: ' ' })).toBe('invalid_input')
  const here = { street: 'Am Markt 1', postcode: '59980', way: words('Der Eingang ist am Markt.') }
  const site = (await manager.get('/api/sites')).json.sites.find(
    (one: { key: string }) => one.key === 'mitte',
  )
  expect(await code({ ...here, name: site.name, way: site.way })).toBe('same_address')
  expect(site.moves).toEqual([])
})

it('is for those who plan this site; for another it is not there', async () => {
  const other = await signIn(ground.visitor(), 'verwaltung')
  expect((await other.call(PATH, wish())).status).toBe(404)
  expect((await other.get(PATH)).status).toBe(404)
  expect((await other.get('/api/sites/nord/relocations')).status).toBe(200)
})

it('is said in the list of times where the moving site is in question, and not where another is chosen', async () => {
  const made = await manager.call(PATH, wish())
  expect(made.status).toBe(200)
  const listOf = async (more: string) =>
    (await ground.visitor().get(`/booking/times?m=identity-card:1&lang=de${more}`)).text
  expect(await listOf('')).toContain('Ring 2')
  expect(await listOf('&site=mitte')).toContain('Ring 2')
  const other = await listOf('&site=nord')
  expect(other).not.toContain('Ring 2')
  expect(other).toContain('Ein Standort passt')
})
