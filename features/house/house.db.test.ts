import { Value } from 'typebox/value'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { callNext, closeCounter, drawTicket, noteNeeds, openCounter } from '#features/hall/actions.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { houseFaults } from './contract/import.ts'
import { housePlansFileSchema } from './contract.ts'

const named = (text: string) => ({ de: text, 'de-simple': text, en: text })
const PLAN = {
  levels: [{ key: 'ground', name: named('Erdgeschoss'), width: 20, height: 10 }],
  rooms: [
    { key: 'hall', level: 'ground', name: named('Halle'), x: 0, y: 0, width: 10, height: 10 },
    { key: 'office', level: 'ground', name: named('Saal'), x: 10, y: 0, width: 10, height: 10 },
  ],
  things: [
    { key: 'in', level: 'ground', kind: 'entrance', x: 0, y: 5, name: named('Eingang') },
    { key: 'door', level: 'ground', kind: 'door', x: 10, y: 5, steps: true },
    { key: 'wait', level: 'ground', kind: 'waiting', x: 5, y: 8, name: named('Stühle') },
    {
      key: 'play',
      level: 'ground',
      kind: 'waiting',
      x: 2,
      y: 2,
      name: named('Spielecke'),
      features: ['children'],
    },
    { key: 'one', level: 'ground', kind: 'counter', x: 15, y: 5, counter: '1', roomy: true },
  ],
} as const

let ground: Ground
let manager: Visitor
beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  manager = await signIn(ground.visitor(), 'verwaltung')
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

const save = (seen: number | null, plan: unknown = PLAN) =>
  manager.call('/api/sites/mitte/house-plan', { seen, plan })
const siteOf = async (tx: Tx) => (await findSite(tx, 'mitte')) ?? impossible('no site')

async function somebody(needs: readonly 'infants'[] = []) {
  return ground.run(async (tx) => {
    const matters = [{ serviceKey: 'identity-card', people: 1 }]
    const wish = { siteKey: 'mitte', matters, language: 'de', channel: 'desk' } as const
    const drawn = await drawTicket(tx, ground.links, wish, async () => true)
    if (!drawn.ok) throw new Error(drawn.code)
    if (needs.length > 0) await noteNeeds(tx, drawn.value.visit.id, needs)
    return drawn.value.token
  })
}
const page = async (token: string) => (await ground.visitor().get(`/w/${token}?lang=de`)).text

describe('a house that is drawn', () => {
  it('is not there before, and the pages say nothing of it', async () => {
    const answer = (await manager.get('/api/sites/mitte/house-plan')).json
    expect(answer).toMatchObject({
      version: null,
      plan: null,
      counters: [{ key: '1' }, { key: '2' }, { key: '3' }],
    })
    const text = await page(await somebody())
    expect(text).not.toContain('<svg class="plan-drawing"')
    expect(text).not.toContain('Warten Sie hier')
  })

  it('is saved once by two at the same moment, and never over what nobody has seen', async () => {
    const both = await Promise.all([save(null), save(null)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect((await save(1)).json).toEqual({ version: 2 })
    // The control: the same words with the version that is known now.
    expect((await save(1)).json.code).toBe('changed_meanwhile')
    expect((await save(2)).json).toEqual({ version: 3 })
    expect((await manager.get('/api/sites/mitte/house-plan')).json).toMatchObject({ version: 3, plan: PLAN })
  })

  it('is handed out as the file that the import reads', async () => {
    const file = JSON.parse((await manager.get('/house-plans.json')).text)
    expect(Value.Check(housePlansFileSchema, file)).toBe(true)
    expect(houseFaults(file, new Set(['mitte']), [{ site: 'mitte', key: '1' }])).toEqual([])
    expect(file).toMatchObject([{ site: 'mitte', ...PLAN }])
  })

  it('is refused where nobody could walk as it says', async () => {
    const walled = { ...PLAN, things: PLAN.things.filter(({ kind }) => kind !== 'door') }
    expect((await save(3, walled)).json.code).toBe('faulty_plan')
    const foreign = { ...PLAN, things: [...PLAN.things, { ...PLAN.things[4], key: 'other', counter: '77' }] }
    expect((await save(3, foreign)).json.code).toBe('faulty_plan')
    expect((await save(3, { ...PLAN, picture: '<svg onload=alert(1)>' })).status).toBe(400)
  })

  it('tells a family where to wait and which open counter has room', async () => {
    const token = await somebody(['infants'])
    const counter = (opens: boolean) =>
      ground.run(async (tx) => {
        const site = await siteOf(tx)
        const [first] = await listCounters(tx, site.id)
        const here = {
          siteId: site.id,
          counterId: first?.id ?? impossible('no counter'),
          day: dayOf(tx.now, site.timeZone),
        }
        await (opens ? openCounter(tx, here) : closeCounter(tx, here))
      })
    const closed = await page(token)
    expect(closed).toContain('Warten Sie hier: Spielecke, Erdgeschoss')
    expect(closed).not.toContain('Platz für Kinderwagen')
    await counter(true)
    const family = await page(token)
    await counter(false)
    expect(family).toContain('Warten Sie hier: Spielecke, Erdgeschoss')
    expect(family).toContain('Platz für Kinderwagen und Rollstuhl: Schalter 1')
    const other = await page(await somebody())
    expect(other).toContain('Warten Sie hier: Stühle, Erdgeschoss')
    expect(other).not.toContain('Kinderwagen')
  })

  it('shows the way in words and drawn to whoever is called', async () => {
    const token = await ground.run(async (tx) => {
      const site = await siteOf(tx)
      const [counter] = await listCounters(tx, site.id)
      const counterId = counter?.id ?? impossible('no counter')
      const here = { siteId: site.id, counterId, day: dayOf(tx.now, site.timeZone) }
      await openCounter(tx, here)
      const called = await callNext(tx, here)
      if (!called.ok) throw new Error(called.code)
      return ground.links.tokenOf(tx.authority.key, called.value.id, called.value.linkGeneration)
    })
    const text = await page(token)
    expect(text).toContain('<svg class="plan-drawing"')
    expect(text).toMatch(/<polyline class="plan-drawing__way" points="(2,2|5,8) 10,5 15,5"/)
    expect(text).toContain('Gehen Sie durch die Tür: Saal.')
    // The family was called first, comes with a pram, and the door has steps.
    expect(text).toContain('Ohne Stufen kommen Sie dort leider nicht hin.')
  })

  it('begins the way at the kiosk where somebody stands, as its device is set up', async () => {
    const { version } = (await manager.get('/api/sites/mitte/house-plan')).json
    const kiosk = (key: string, x: number, y: number) =>
      ({ key, level: 'ground', kind: 'kiosk', x, y, name: named(`Automat ${key}`) }) as const
    const things = [...PLAN.things, kiosk('left', 1, 9), kiosk('right', 18, 9)]
    expect((await save(version, { ...PLAN, things })).status).toBe(200)
    const page = ground.visitor()
    const shown = await page.get('/pair/kiosk')
    const code = /<p class="kiosk-pairing">([^<]+)</.exec(shown.text)?.[1]
    const { device } = (await manager.call('/api/devices', { code, site: 'mitte', name: 'Saal' })).json
    const { devices } = (await manager.get('/api/devices')).json
    const { settings } = devices.find((each: { device: string }) => each.device === device)
    const set = (standsAt: string | null) =>
      manager.call(`/api/devices/${device}`, { name: 'Saal', settings, standsAt })
    const start = async (who: Visitor) => {
      const drawn = await who.submit('/kiosk/mitte/ticket/identity-card?lang=de', { people: '1' })
      const { text } = await who.get(drawn.headers.location ?? '')
      return /class="plan-drawing__way" points="(\d+,\d+) /.exec(text)?.[1]
    }
    expect(await start(page)).toBe('1,9')
    expect((await set('right')).status).toBe(204)
    expect(await start(page)).toBe('18,9')
    // Another kiosk, of which nobody has said where it stands; and one that stands where nothing is drawn any more.
    expect(await start(ground.visitor())).toBe('1,9')
    await set('gone')
    expect(await start(page)).toBe('1,9')
  })

  it('is drawn by whoever plans this site', async () => {
    const clerk = await signIn(ground.visitor(), 'schalter')
    expect((await clerk.get('/api/sites/mitte/house-plan')).status).toBe(403)
    expect((await manager.get('/api/sites/nord/house-plan')).status).toBe(200)
  })
})
