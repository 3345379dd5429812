import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { failOverdue, forgetJobs } from '#features/print/actions.ts'
import { PAPER_WIDTH } from '#features/print/model.ts'
import { DAY, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { type Bitmap, rowBytes } from '#platform/print/bitmap.ts'
import { packBitmap } from '#platform/print/packed.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { type RunningAgent, runAgent } from './agent.ts'
import { openKept } from './kept.ts'
import { openPrinter } from './printer.ts'
import { openServerSide } from './server.ts'
import { type PrinterSimulator, startPrinterSimulator } from './simulator/printer.ts'

const PACE = { look: 50, word: 20_000, firstPause: 10, longestPause: 50, pairing: 50 }
const PATIENCE = { connect: 500, answer: 300, print: 1_000, look: 20 }

let ground: Ground
let administrator: Visitor
let desk: Visitor
let simulator: PrinterSimulator
let folder: string
let running: RunningAgent[] = []
let said: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dran-test-agent-'))
  simulator = await startPrinterSimulator()
  ground = await openGround({ at: CALLING })
  administrator = await signIn(ground.visitor(), 'verwaltung')
  desk = await signIn(ground.visitor(), 'info')
})
afterEach(async () => {
  await Promise.all(running.map((agent) => agent.stop()))
  running = []
  said = []
  simulator.setFault('none')
  await ground.sql("DELETE FROM device WHERE kind = 'agent'")
})
afterAll(async () => {
  await ground.close()
  await simulator.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Waits until something is there. */
async function until<T>(look: () => Promise<T | undefined> | T | undefined, what: string): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return impossible(`never: ${what}`)
}

const serverOf = (name: string) => openServerSide({ url: ground.server.url, folder: join(folder, name) })

function agentOf(name: string): RunningAgent {
  const agent = runAgent({
    server: serverOf(name),
    printer: openPrinter({ host: '127.0.0.1', port: simulator.port }, PATIENCE),
    kept: openKept(join(folder, name)),
    say: (line) => said.push(line),
    pace: PACE,
  })
  running.push(agent)
  return agent
}

/** Types the code that an agent shows. */
async function pairNamed(code: string, name: string, site = 'mitte'): Promise<string> {
  const answer = await administrator.call('/api/devices', { code, site, name })
  expect(answer.status).toBe(200)
  return answer.json.device
}

/** An agent that is paired and does not run: what it does, the test does for it. */
async function pairedByHand(name: string, site = 'mitte') {
  rmSync(join(folder, name), { recursive: true, force: true })
  const side = serverOf(name)
  const shown = await side.pair()
  const device = await pairNamed(shown.ok ? (shown.value.code ?? '') : '', name, site)
  expect((await side.say('ready')).ok).toBe(true)
  return { side, device }
}

/** A picture that is different for every test. */
function picture(mark: number): Bitmap {
  const rows = new Uint8Array(rowBytes(PAPER_WIDTH) * 40).fill(mark)
  return { width: PAPER_WIDTH, height: 40, rows }
}

const sent = (bitmap: Bitmap) => ({
  height: bitmap.height,
  picture: packBitmap(bitmap).toString('base64'),
})

/** Somebody draws a number at the kiosk; the browser of the kiosk is at their page. */
async function drawAtKiosk(): Promise<Visitor> {
  const kiosk = ground.visitor()
  await kiosk.submit('/kiosk/mitte/ticket/identity-card?lang=de', { people: '1' })
  expect(kiosk.cookies.get('dran_kiosk')).toBeDefined()
  return kiosk
}

const print = (kiosk: Visitor, mark: number) => kiosk.call('/api/sites/mitte/print-jobs', sent(picture(mark)))
const jobNow = async (kiosk: Visitor, job: string) =>
  (await kiosk.get(`/api/sites/mitte/print-jobs/${job}`)).json
const ended = (kiosk: Visitor, job: string) =>
  until(async () => {
    const now = await jobNow(kiosk, job)
    return now.state === 'printed' || now.state === 'failed' ? now : undefined
  }, 'the end of a job')
const papersOf = (mark: number) =>
  simulator.papers().filter(({ picture: paper }) => paper.rows.includes(mark) && paper.height === 40)

describe('an agent', () => {
  test('shows a code, is paired by it, keeps only its secret, and says how its printer is', async () => {
    agentOf('first')
    const line = await until(() => said.find((each) => each.includes('type this code')), 'a code')
    const device = await pairNamed(line.split(': ').at(-1) ?? '', 'Drucker Eingang')
    const shown = () =>
      administrator
        .get('/api/devices')
        .then(({ json }) => json.devices.find((each: { device: string }) => each.device === device)?.printer)
    await until(async () => ((await shown())?.state === 'ready' ? true : undefined), 'a ready printer')
    simulator.setFault('no_paper')
    await until(async () => ((await shown())?.state === 'no_paper' ? true : undefined), 'no paper')
    const { since } = await shown()
    expect(Math.abs(parseInstant(since) - (await ground.now()))).toBeLessThan(MINUTE)
    const secret = readFileSync(join(folder, 'first', 'secret'), 'utf8').trim()
    const rows = await ground.sql<{ row: string }>('SELECT d::text AS row FROM device d')
    expect(rows.filter(({ row }) => row.includes(secret))).toEqual([])
  })

  test('prints what the kiosk drew, once, and the picture is gone', async () => {
    await pairedByHand('printing')
    agentOf('printing')
    const kiosk = await drawAtKiosk()
    const asked = await Promise.all([print(kiosk, 1), print(kiosk, 2), print(kiosk, 3)])
    expect(new Set(asked.map(({ json }) => json.job)).size).toBe(1)
    expect((await ended(kiosk, asked[0]?.json.job)).state).toBe('printed')
    expect([1, 2, 3].flatMap(papersOf)).toHaveLength(1)
    // Asked again, the page hears of the job that was.
    expect((await print(kiosk, 4)).json).toMatchObject({ job: asked[0]?.json.job, state: 'printed' })
    const rows = await ground.sql('SELECT 1 FROM print_job WHERE picture IS NOT NULL')
    expect(rows).toEqual([])
  })

  test('gets its own jobs only, and nobody without a secret gets any', async () => {
    const own = await pairedByHand('own')
    const other = await pairedByHand('other', 'nord')
    const kiosk = await drawAtKiosk()
    const { job } = (await print(kiosk, 5)).json
    const heard: string[] = []
    const over = new AbortController()
    const listening = other.side.listen((one) => heard.push(one), over.signal)
    expect(await other.side.claim(job)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await other.side.end(job, { outcome: 'printed' })).toMatchObject({ ok: false, code: 'not_found' })
    const stranger = ground.visitor()
    const run = crypto.randomUUID()
    expect((await stranger.call(`/api/agent/jobs/${job}/claim`, { run })).status).toBe(403)
    expect((await stranger.get('/api/agent/jobs')).status).toBe(403)
    expect((await own.side.claim(job)).ok).toBe(true)
    expect((await jobNow(kiosk, job)).state).toBe('printing')
    over.abort()
    await listening
    expect(heard).toEqual([])
    // Another kiosk learns nothing of it.
    expect((await ground.visitor().get(`/api/sites/mitte/print-jobs/${job}`)).status).toBe(404)
  })

  test('that was started anew prints nothing again that an earlier run had taken', async () => {
    const { side } = await pairedByHand('restart')
    const kiosk = await drawAtKiosk()
    const { job } = (await print(kiosk, 6)).json
    expect((await side.claim(job)).ok).toBe(true)
    // The same run may ask again, because the answer may have been lost.
    expect((await side.claim(job)).ok).toBe(true)
    expect(await serverOf('restart').claim(job)).toMatchObject({ ok: false, code: 'over' })
    agentOf('restart')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(papersOf(6)).toHaveLength(0)
    await ground.run(failOverdue, plus(await ground.now(), 2 * MINUTE))
    expect(await jobNow(kiosk, job)).toMatchObject({ state: 'failed', reason: 'unknown' })
  })

  test('says after a restart how a job ended whose end it could not tell', async () => {
    const { side } = await pairedByHand('told')
    const kiosk = await drawAtKiosk()
    const { job } = (await print(kiosk, 7)).json
    expect((await side.claim(job)).ok).toBe(true)
    const kept = openKept(join(folder, 'told'))
    expect(kept.begin(job)).toBe(true)
    kept.end(job, { outcome: 'printed' })
    kept.close()
    agentOf('told')
    expect((await ended(kiosk, job)).state).toBe('printed')
    expect(papersOf(7)).toHaveLength(0)
  })

  test('whose pairing ended hears nothing more and shows a code again', async () => {
    const { device } = await pairedByHand('gone')
    agentOf('gone')
    await until(() => said.find((line) => line.includes('printer: ready')), 'work')
    expect((await administrator.call(`/api/devices/${device}/unpair`)).status).toBe(204)
    await until(() => said.find((line) => line.includes('type this code')), 'a code')
  })
})

describe('a ticket', () => {
  test('that nobody took within a minute never comes out', async () => {
    const { side } = await pairedByHand('late')
    const kiosk = await drawAtKiosk()
    const { job } = (await print(kiosk, 8)).json
    await ground.sql("UPDATE print_job SET created_at = created_at - interval '61 seconds' WHERE id = $1", [
      job,
    ])
    expect(await side.claim(job)).toMatchObject({ ok: false, code: 'expired' })
    await ground.run(failOverdue)
    expect(await jobNow(kiosk, job)).toMatchObject({ state: 'failed', reason: 'expired' })
    expect((await kiosk.get('/kiosk/mitte/result?lang=de')).text).toMatch(/data-print-part="failed">/)
    await ground.run(forgetJobs, plus(await ground.now(), 3 * DAY))
    expect(await ground.sql('SELECT 1 FROM print_job WHERE id = $1', [job])).toEqual([])
  })

  test('without paper stands on the screen, at the desk, and is printed again with the same number', async () => {
    const { device } = await pairedByHand('paper')
    agentOf('paper')
    simulator.setFault('paper_out_midway', 10)
    const kiosk = await drawAtKiosk()
    const { job } = (await print(kiosk, 9)).json
    expect(await ended(kiosk, job)).toMatchObject({ state: 'failed', reason: 'no_paper' })
    const prints = () => desk.get('/api/sites/mitte/prints').then(({ json }) => json)
    const before = await until(async () => {
      const now = await prints()
      return now.printers[0].prints ? undefined : now
    }, 'the printer without paper')
    const mine = before.unprinted.find((each: { reason: string }) => each.reason === 'no_paper')
    expect(mine.ticketNumber).toMatch(/^A\d{3}$/)
    // Before a number is drawn the kiosk says that there is no paper.
    expect((await ground.visitor().get('/kiosk/mitte')).text).toContain('Der Drucker druckt gerade nicht')
    // Whoever draws one now is on the desk's list as well, once, though nothing was tried.
    const next = await drawAtKiosk()
    for (let looks = 0; looks < 2; looks++) await next.get('/kiosk/mitte/result?lang=de')
    expect((await prints()).unprinted).toHaveLength(before.unprinted.length + 1)
    expect((await print(next, 10)).json).toMatchObject({ state: 'failed', reason: 'no_paper' })
    const again = () => desk.call(`/api/hall/${mine.visit}/print`, { printer: device, ...sent(picture(11)) })
    expect((await again()).json.code).toBe('no_printer')
    simulator.setFault('none')
    await until(async () => ((await prints()).printers[0].prints ? true : undefined), 'paper')
    expect((await again()).status).toBe(200)
    await until(() => papersOf(11)[0], 'the ticket')
    const still = (await prints()).unprinted.map((each: { visit: string }) => each.visit)
    expect(still).not.toContain(mine.visit)
    const slip = (await desk.get(`/api/hall/${mine.visit}/slip`)).json
    expect(slip.lines.map(({ text }: { text: string }) => text)).toContain(mine.ticketNumber)
  })

  test('is refused without a number, without a printer, and with a picture that is none', async () => {
    const nobody = ground.visitor()
    expect((await print(nobody, 12)).json.code).toBe('no_ticket')
    const kiosk = await drawAtKiosk()
    expect((await print(kiosk, 12)).json.code).toBe('no_printer')
    expect((await kiosk.get('/kiosk/mitte/result?lang=de')).text).toContain('data-print=""')
    await pairedByHand('none')
    const torn = { ...sent(picture(12)), height: 41 }
    expect((await kiosk.call('/api/sites/mitte/print-jobs', torn)).json.code).toBe('bad_picture')
    expect((await print(kiosk, 12)).status).toBe(200)
  })

  test('of one copy exists once (control: without the constraint there would be two)', async () => {
    await pairedByHand('once')
    const kiosk = await drawAtKiosk()
    const { job } = (await print(kiosk, 13)).json
    const copy = `INSERT INTO print_job SELECT gen_random_uuid(), agent_id, visit_id, copy, state, reason, agent_run_id,
      picture, height, created_at, changed_at FROM print_job WHERE id = '${job}'`
    await expect(ground.sql(copy)).rejects.toThrow('print_job_once')
    await ground.sql('ALTER TABLE print_job DROP CONSTRAINT print_job_once')
    await ground.sql(copy)
    expect(
      await ground.sql(
        'SELECT 1 FROM print_job WHERE copy = 1 AND visit_id = (SELECT visit_id FROM print_job WHERE id = $1)',
        [job],
      ),
    ).toHaveLength(2)
  })
})
