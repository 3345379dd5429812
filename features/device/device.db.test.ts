import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { impossible } from '#kernel/result.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'

/** Writes the head of a sound, and then what it was told to say. */
const SPEAKS = '#!/bin/sh\nprintf RIFF----WAVEfmt-----------------------------\nexec cat\n'

let folder: string
let ground: Ground
let administrator: Visitor
let manager: Visitor

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dran-test-speaks-'))
  writeFileSync(join(folder, 'speaks'), SPEAKS, { mode: 0o755 })
  ground = await openGround({ at: CALLING, server: { speechProgram: join(folder, 'speaks') } })
  administrator = await signIn(ground.visitor(), 'verwaltung')
  // A manager who looks after one site.
  await ground.sql(
    "UPDATE staff_member SET site_id = (SELECT id FROM site WHERE key = 'mitte') WHERE login = 'leitung'",
  )
  manager = await signIn(ground.visitor(), 'leitung')
})
afterAll(async () => {
  await ground.close()
  rmSync(folder, { recursive: true, force: true })
})

const SETTINGS = {
  language: 'de',
  secondLanguage: 'en',
  volume: 40,
  quietFrom: '12:00',
  quietUntil: '13:00',
  speaks: true,
  flashes: true,
  shows: 'house',
}

/** The code that a browser shows which wants to be a device. */
async function codeOf(device: Visitor, kind = 'display'): Promise<string> {
  const page = await device.get(`/pair/${kind}`)
  return /<p class="kiosk-pairing">([^<]+)</.exec(page.text)?.[1] ?? impossible(`no code, ${page.status}`)
}

async function paired(kind: 'display' | 'kiosk', site = 'mitte'): Promise<{ device: Visitor; id: string }> {
  const device = ground.visitor()
  const code = await codeOf(device, kind)
  const answer = await administrator.call('/api/devices', { code, site, name: `${kind} ${site}` })
  expect(answer.status).toBe(200)
  return { device, id: answer.json.device }
}

const require = (pairingRequired: boolean) => administrator.call('/api/device-rule', { pairingRequired })

describe('pairing', () => {
  test('shows a code that stays, and leads to the site once somebody has typed it', async () => {
    const device = ground.visitor()
    const code = await codeOf(device)
    expect(await codeOf(device)).toBe(code)
    const body = { code: code.toLowerCase(), site: 'mitte', name: 'Wartebereich' }
    expect((await manager.call('/api/devices', body)).status).toBe(200)
    const page = await device.get('/pair/display')
    expect([page.status, page.headers.location]).toEqual([303, '/display/mitte'])
    const { devices } = (await manager.get('/api/devices')).json
    expect(devices).toMatchObject([
      { kind: 'display', site: 'mitte', name: 'Wartebereich', offlineSince: null },
    ])
    expect((await manager.call('/api/devices', body)).json.code).toBe('unknown_code')
  })

  test('keeps a digest of the secret, never the secret', async () => {
    const { device } = await paired('kiosk')
    const secret = device.cookies.get('dran_device') ?? impossible('no cookie')
    expect(secret.length).toBeGreaterThan(40)
    const rows = await ground.sql<{ row: string }>('SELECT d::text AS row FROM device d')
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ row }) => row.includes(secret))).toEqual([])
  })

  test('ends with the code, and another one comes', async () => {
    const device = ground.visitor()
    const code = await codeOf(device)
    await ground.sql(
      "UPDATE device SET code_until = code_until - interval '11 minutes' WHERE code IS NOT NULL",
    )
    const late = await administrator.call('/api/devices', { code, site: 'mitte', name: 'spät' })
    expect(late.json.code).toBe('unknown_code')
    expect(await codeOf(device)).not.toBe(code)
  })

  test('is refused at a site that the manager does not look after, also to change or unpair', async () => {
    const { id } = await paired('display', 'nord')
    const code = await codeOf(ground.visitor())
    const answer = await manager.call('/api/devices', { code, site: 'nord', name: 'fremd' })
    expect(answer.json.code).toBe('unknown_site')
    const change = await manager.call(`/api/devices/${id}`, { name: 'meins', settings: SETTINGS })
    expect(change.json.code).toBe('unknown_device')
    expect((await manager.call(`/api/devices/${id}/unpair`)).json.code).toBe('unknown_device')
    const own = (await manager.get('/api/devices')).json.devices.map((each: { site: string }) => each.site)
    expect(new Set(own)).toEqual(new Set(['mitte']))
  })

  test('sets a display up, and refuses what cannot be', async () => {
    const { id, device } = await paired('display')
    const change = (settings: object) =>
      administrator.call(`/api/devices/${id}`, { name: 'Halle', settings: { ...SETTINGS, ...settings } })
    expect((await change({})).status).toBe(204)
    const { devices } = (await administrator.get('/api/devices')).json
    expect(devices.find((each: { device: string }) => each.device === id)).toMatchObject({
      name: 'Halle',
      settings: SETTINGS,
    })
    const page = (await device.get('/display/mitte')).text
    expect(page).toContain(
      'data-volume="40" data-quiet-from="12:00" data-quiet-until="13:00" data-flashes=""',
    )
    expect((await ground.visitor().get('/display/mitte')).text).not.toContain('data-flashes')
    expect((await change({ secondLanguage: null })).status).toBe(204)
    expect((await device.get('/display/mitte')).text).not.toContain('lang="en"')
    expect((await change({ secondLanguage: 'de' })).json.code).toBe('same_language')
    expect((await change({ quietUntil: null })).json.code).toBe('half_quiet')
    expect((await change({ quietUntil: '12:00' })).json.code).toBe('half_quiet')
  })
})

describe('where pairing is required', () => {
  const PATHS = ['/display', '/display/mitte', '/kiosk', '/kiosk/mitte', '/kiosk/mitte/ticket']
  const TICKET = { matters: [{ service: 'identity-card', people: 1 }], language: 'de' }
  const seen = async (who: Visitor) => {
    const pages = await Promise.all(PATHS.map(async (path) => (await who.get(path)).status))
    const events = await who.listen('/api/sites/mitte/display/events')
    events.drop()
    return {
      pages,
      display: (await who.get('/api/sites/mitte/display')).status,
      events: events.status,
      ticket: (await who.call('/api/sites/mitte/tickets', TICKET)).status,
      checkIn: (await who.call('/api/sites/mitte/check-in', { code: 'ABCDEFGH' })).status,
    }
  }

  // The control: without the rule the same browser gets all of it.
  test('a browser that is not paired gets its code and nothing else', async () => {
    const stranger = ground.visitor()
    expect(await seen(stranger)).toMatchObject({ display: 200, events: 200, ticket: 200 })
    expect((await require(true)).status).toBe(204)
    try {
      expect(await seen(stranger)).toEqual({
        pages: PATHS.map(() => 303),
        display: 403,
        events: 403,
        ticket: 403,
        checkIn: 403,
      })
      expect((await stranger.get('/display/mitte')).headers.location).toBe('/pair/display')
      expect((await manager.get('/display/mitte')).status).toBe(200)
    } finally {
      await require(false)
    }
  })

  test('a paired device gets what is its own, of its own site', async () => {
    const [display, kiosk] = [await paired('display'), await paired('kiosk')]
    await require(true)
    try {
      expect((await display.device.get('/display/mitte')).status).toBe(200)
      expect((await display.device.get('/display/nord')).status).toBe(303)
      expect((await display.device.get('/kiosk/mitte')).status).toBe(303)
      expect((await display.device.call('/api/sites/mitte/tickets', TICKET)).status).toBe(403)
      expect((await kiosk.device.get('/kiosk/mitte')).status).toBe(200)
      expect((await kiosk.device.call('/api/sites/mitte/tickets', TICKET)).status).toBe(200)
      expect((await kiosk.device.get('/api/sites/mitte/display')).status).toBe(403)
    } finally {
      await require(false)
    }
  })

  test('a device that is unpaired gets nothing more, and its stream ends', async () => {
    const { device, id } = await paired('display')
    await require(true)
    try {
      expect((await device.get('/api/sites/mitte/display')).status).toBe(200)
      const ended = new Promise<void>((resolve) => {
        const stream = device.send({ method: 'GET', path: '/api/sites/mitte/display/events' })
        void stream.then(() => resolve())
      })
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect((await manager.call(`/api/devices/${id}/unpair`)).status).toBe(204)
      await ended
      expect((await device.get('/api/sites/mitte/display')).status).toBe(403)
      expect((await device.get('/display/mitte')).headers.location).toBe('/pair/display')
      await codeOf(device)
    } finally {
      await require(false)
    }
    // Who did it is asked for when a hall shows what it should not. What was refused left no line.
    const lines = await ground.sql<{ action: string; login: string; site: string | null }>(
      `SELECT action, login, s.key AS site FROM audit JOIN staff_member m ON m.id = staff_id
       LEFT JOIN site s ON s.id = audit.site_id WHERE action LIKE '%pair%' ORDER BY audit.id DESC LIMIT 4`,
    )
    expect(lines).toEqual([
      { action: 'pairing_changed', login: 'verwaltung', site: null },
      { action: 'device_unpaired', login: 'leitung', site: 'mitte' },
      { action: 'pairing_changed', login: 'verwaltung', site: null },
      { action: 'device_paired', login: 'verwaltung', site: 'mitte' },
    ])
  })
})

test('a call is spoken in the language that is asked for, for five minutes, and only while it is a call', async () => {
  const clerk = await signIn(ground.visitor(), 'schalter')
  const [counter] = await ground.sql<{ id: string }>(
    "SELECT id FROM counter WHERE key = '1' AND site_id = (SELECT id FROM site WHERE key = 'mitte')",
  )
  const press = (name: string, body?: unknown) => clerk.call(`/api/counters/${counter?.id}/${name}`, body)
  const body = { matters: [{ service: 'identity-card', people: 1 }], language: 'de' }
  await ground.visitor().call('/api/sites/mitte/tickets', body)
  await press('open')
  const { ticketNumber } = (await press('next')).json.visit
  const [call] = (await ground.visitor().get('/api/sites/mitte/display')).json.calls
  const spoken = (language: string) => ground.visitor().get(`/display/mitte/spoken/${call.call}/${language}`)
  const german = await spoken('de')
  expect([german.status, german.headers['content-type']]).toEqual([200, 'audio/wav'])
  // The words that go into the speech program: nothing that a hall could make another number of.
  const said = (digits: string) =>
    [...ticketNumber.slice(1)].map((digit) => digits.split(' ')[Number(digit)]).join(', ')
  const inGerman = said('null eins zwo drei vier fünf sechs sieben acht neun')
  const simple = said('null eins zwei drei vier fünf sechs sieben acht neun')
  const english = said('zero one two three four five six seven eight nine')
  expect(ticketNumber).toMatch(/^A\d{3}$/)
  expect(german.text).toContain(`Nummer A wie Aachen, ${inGerman}. Bitte zu Schalter 1.`)
  expect((await spoken('de-simple')).text).toContain(`Nummer A wie Aachen, ${simple}. Gehen Sie zu`)
  expect((await spoken('en')).text).toContain(`Number A as in Alfa, ${english}. Please go to Counter 1.`)
  expect((await spoken('fr')).status).toBe(404)
  expect((await ground.visitor().get('/display/nord/spoken/1/de')).status).toBe(404)
  expect((await ground.visitor().get('/display/mitte')).text).toContain('data-speaks=""')
  const shift = (minutes: number) =>
    ground.sql('UPDATE journal SET happened_at = happened_at + $1::interval WHERE number = $2', [
      `${minutes} minutes`,
      call.call,
    ])
  await shift(-6)
  expect((await spoken('de')).status).toBe(404)
  await shift(6)
  expect((await spoken('de')).status).toBe(200)
  await press('start')
  expect((await spoken('de')).status).toBe(404)
  // What a phone reads out: the own number and whose turn it is, in the same words.
  const waits = (await ground.visitor().call('/api/sites/mitte/tickets', body)).json
  const read = async (language: string) =>
    (await ground.visitor().get(`/w/${waits.token}/spoken?lang=${language}`)).text
  expect(await read('de')).toMatch(/Ihre Wartenummer A wie Aachen, null(, [a-zü]+){2}\./)
  expect(await read('de')).toContain(`Gerade wird bedient A wie Aachen, ${inGerman}`)
  expect(await read('de-simple')).toContain(`jetzt am Schalter A wie Aachen, ${simple}`)
  expect(await read('en')).toContain(`Being served now A as in Alfa, ${english}`)
  expect(await read('en')).not.toMatch(/A\d{3}/)
  await press('finish', { outcome: 'done' })
  await press('close')
})
