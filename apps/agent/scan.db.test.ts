import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { forgetScans } from '#features/print/jobs.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Listening, Visitor } from '#test/laws/http.ts'
import { openServerSide } from './server.ts'

const CODE = 'https://termine.example/w/AbCdEfGhIjKlMnOpQrSt12'

let ground: Ground
let administrator: Visitor
let folder: string
let agents = 0

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dran-test-scan-'))
  ground = await openGround({ at: CALLING })
  administrator = await signIn(ground.visitor(), 'verwaltung')
})
afterEach(async () => {
  await ground.sql('DELETE FROM device')
  await ground.sql('UPDATE device_rule SET pairing_required = false')
})
afterAll(async () => {
  await ground.close()
  rmSync(folder, { recursive: true, force: true })
})

async function pairNamed(code: string): Promise<string> {
  const answer = await administrator.call('/api/devices', { code, site: 'mitte', name: 'Terminal' })
  expect(answer.status).toBe(200)
  return answer.json.device
}

async function kiosk(): Promise<{ readonly page: Visitor; readonly id: string }> {
  const page = ground.visitor()
  const shown = await page.get('/pair/kiosk')
  const code = /<p class="kiosk-pairing">([^<]+)</.exec(shown.text)?.[1] ?? impossible('no code')
  return { page, id: await pairNamed(code) }
}

/** An agent that scans for one kiosk, or for its whole site. */
async function scanner(kioskId: string | null) {
  agents += 1
  const side = openServerSide({ url: ground.server.url, folder: join(folder, String(agents)) })
  const shown = await side.pair()
  const id = await pairNamed(shown.ok ? (shown.value.code ?? '') : '')
  const { devices } = (await administrator.get('/api/devices')).json
  const { settings } = devices.find(({ device }: { device: string }) => device === id)
  const set = await administrator.call(`/api/devices/${id}`, { name: 'Terminal', settings, kiosk: kioskId })
  expect(set.status).toBe(204)
  return side
}

const listen = (page: Visitor) => page.listen('/api/sites/mitte/scans')
const codes = ({ heard }: Listening) => heard.map(({ data }) => data.code)
/** A word of the stream after which all that was scanned before has been handed out. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 300))

test('a code goes to the page of its own kiosk, once, and to nobody else who listens', async () => {
  const [own, other] = [await kiosk(), await kiosk()]
  const side = await scanner(own.id)
  const streams = await Promise.all([own.page, other.page, ground.visitor()].map(listen))
  expect(await side.scan(CODE)).toEqual({ ok: true, value: undefined })
  const [mine] = streams
  await mine?.until(({ data }) => data.code === CODE, 5_000)
  await settled()
  expect(streams.map(codes)).toEqual([[CODE], [], []])
  for (const stream of streams) stream.drop()
  // Taken is taken: the page that comes next hears nothing of it, and nothing of it is left.
  const next = await listen(own.page)
  await settled()
  expect([codes(next), await ground.sql('SELECT 1 FROM scanned_code')]).toEqual([[], []])
  next.drop()
})

test('a page that loads while the code is on its way gets it; one that comes too late does not', async () => {
  const own = await kiosk()
  const side = await scanner(own.id)
  await side.scan(CODE)
  const soon = await listen(own.page)
  await soon.until(({ data }) => data.code === CODE, 5_000)
  soon.drop()
  await side.scan(CODE)
  await ground.sql("UPDATE scanned_code SET scanned_at = scanned_at - interval '11 seconds'")
  const late = await listen(own.page)
  await settled()
  expect(codes(late)).toEqual([])
  late.drop()
  await side.scan(CODE)
  await ground.run(forgetScans, plus(await ground.now(), MINUTE))
  expect(await ground.sql('SELECT 1 FROM scanned_code')).toEqual([])
})

test('an agent for the whole site scans for its only kiosk, and for none where there are two', async () => {
  const only = await kiosk()
  const side = await scanner(null)
  expect((await only.page.get('/kiosk/mitte')).text).toContain('data-scans="/api/sites/mitte/scans"')
  expect((await ground.visitor().get('/kiosk/mitte')).text).not.toContain('data-scans')
  await kiosk()
  expect((await only.page.get('/kiosk/mitte')).text).not.toContain('data-scans')
  const stream = await listen(only.page)
  await side.scan(CODE)
  await settled()
  expect(codes(stream)).toEqual([])
  stream.drop()
})

test('without the secret of an agent nothing is scanned, and what is no code is refused', async () => {
  const own = await kiosk()
  const side = await scanner(own.id)
  expect((await ground.visitor().call('/api/agent/scans', { code: CODE })).status).toBe(403)
  for (const code of ['short', 'with blank', 'a\u0000bcdefg', 'ümlaut-code', 'x'.repeat(301)])
    expect(await side.scan(code)).toMatchObject({ ok: false, code: 'invalid_input' })
  await administrator.call('/api/device-rule', { pairingRequired: true })
  const stranger = await ground.visitor().listen('/api/sites/mitte/scans')
  expect(stranger.status).toBe(403)
  stranger.drop()
  await administrator.call('/api/device-rule', { pairingRequired: false })
})
