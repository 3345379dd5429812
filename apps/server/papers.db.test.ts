import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInflate } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { command as papersCommand } from '#apps/cli/commands/papers.ts'
import type { Visit } from '#features/visit/model.ts'
import { newId } from '#kernel/id.ts'
import { type Instant, instant, localDate, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { type Flatten, openFlatten } from '#platform/files/flatten.ts'
import { openLog } from '#platform/log/log.ts'
import { endlessJpeg, endlessPng, inflatingPdf, packedGigabytes } from '#test/bombs.ts'
import { watchMemory } from '#test/childMemory.ts'
import { EICAR, startClamd } from '#test/clamdSimulator.ts'
import { TEST_START } from '#test/fixtures.ts'
import { pdfFile } from '#test/hostileFiles.ts'
import { type Ground, openGround, setClocks } from '#test/laws/ground.ts'
import { ITEM, openPapersCity, type PapersCity } from '#test/papersCity.ts'
import { startServer } from './start.ts'

// Attacks on a server that runs: its own worker takes what comes over HTTP, and nobody helps it.

/** The pause after a scanner that gave no answer; far longer than it takes to ask one again without pause. Milliseconds. */
const SCANNER_REST = 700
/** How often is looked whether something has come to pass, and until when; a slow machine needs some of it. */
const PATIENT = { timeout: 40_000, interval: 200 }

/** The same where a reader goes to its limits. */
const EVEN_MORE_PATIENT = { timeout: 150_000, interval: 200 }

/** Small files that become gigabytes, packed once and three times over, or that never end. */
const BOMBS = [
  { name: 'boese.pdf', content: () => inflatingPdf() },
  { name: 'boese.pdf', content: () => inflatingPdf({ filters: 3 }) },
  { name: 'boese.png', content: () => endlessPng() },
  { name: 'boese.jpg', content: () => endlessJpeg() },
] as const

let ground: Ground
let papers: PapersCity
let clamd: Awaited<ReturnType<typeof startClamd>>
const lines: string[] = []

/** The sandbox of the server, which can be told to fall over with the next file. */
const sandbox = openFlatten()
let falls = false
/** Gives up what never ends sooner than in service, where it has a minute. */
const hasty = openFlatten({ patience: 3_000 })
const neverEnds = (...[kind, bytes]: Parameters<Flatten>) => kind !== 'pdf' && bytes.length > 100_000
const flatten: Flatten = async (kind, bytes) => {
  if (!falls) return (neverEnds(kind, bytes) ? hasty : sandbox)(kind, bytes)
  falls = false
  throw new Error('the sandbox fell over')
}

beforeAll(async () => {
  clamd = await startClamd()
  ground = await openGround({
    at: TEST_START,
    server: {
      clamd: clamd.path,
      log: openLog({ level: 'info' }, { write: (line) => void lines.push(line) }),
      pipeline: { flatten, pauses: { error: 100, tidy: 500, scanner: [SCANNER_REST] } },
    },
  })
  papers = await openPapersCity(ground.city)
})
afterEach(() => {
  expect(lines.join('')).not.toMatch(/boese|mietvertrag|Ada Lind|mail\.example/i)
  return ground.city.unchanged()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  papers.close()
  await ground.close()
  await clamd.stop()
})

const pathOf = ({ id }: Pick<Visit, 'id'>) =>
  `/v/${ground.links.tokenOf(ground.authority.key, id, 1)}/upload?lang=de`

/** Somebody with a booking sends a file by the link of the visit. */
async function send(name: string, content: Buffer): Promise<Visit> {
  const visit = await papers.booked()
  const form = new FormData()
  form.set('idempotencyKey', crypto.randomUUID())
  form.set('paper', `${await papers.matterOf(visit.id)}:${ITEM}`)
  form.set('file', new File([new Uint8Array(content)], name, { type: 'application/pdf' }))
  const request = new Response(form)
  const sent = await ground.visitor().send({
    method: 'POST',
    path: pathOf(visit),
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    body: Buffer.from(await request.arrayBuffer()),
  })
  expect(sent.status).toBe(303)
  return visit
}

const fileOf = async ({ id }: Pick<Visit, 'id'>) =>
  (await papers.sql('SELECT id, state, reason FROM paper_file WHERE visit_id = $1', [id]))[0]
const stateOf = async (visit: Pick<Visit, 'id'>) => (await fileOf(visit))?.state

/** What the log says of files that were not taken. */
const notTaken = () =>
  lines
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter(({ msg }) => msg === 'paper not taken')
const waiting = () => notTaken().filter(({ outcome }) => outcome === 'waits')

/** When the file of a visit was there for staff, by the clock of the city. */
async function readyAt({ id }: Pick<Visit, 'id'>): Promise<Instant> {
  const [row] = await papers.sql(
    `SELECT extract(epoch FROM e.happened_at) * 1000 AS at FROM paper_event e JOIN paper_file f ON f.id = e.file_id
     WHERE f.visit_id = $1 AND e.to_state = 'ready'`,
    [id],
  )
  return instant(Number(row?.at))
}

it('a hostile file ends with a clear message and an entry for the operator, and the worker takes the next', async () => {
  const bad = await send('boese.pdf', Buffer.concat([pdfFile(), Buffer.from(EICAR)]))
  const good = await send('mietvertrag.pdf', pdfFile())
  await expect.poll(() => stateOf(good), PATIENT).toBe('ready')
  const file = await fileOf(bad)
  expect(file).toMatchObject({ state: 'refused', reason: 'hostile' })
  expect((await ground.visitor().get(pathOf(bad))).text).toContain(
    'enthält etwas, das Schaden anrichten kann. Wir haben die Datei gelöscht.',
  )

  expect(notTaken()).toEqual([
    {
      level: 'warn',
      time: expect.any(String),
      authority: 'neuwalden',
      file: file?.id,
      outcome: 'refused',
      why: 'hostile',
      signature: 'Eicar-Test-Signature',
      msg: 'paper not taken',
    },
  ])
  const metrics = (await ground.visitor().get('/metrics')).text
  expect(metrics).toContain('papers_checked_total{outcome="refused",why="hostile"} 1\n')
  expect(metrics).toContain('papers_checked_total{outcome="ready",why=""} 1\n')
  expect(await printedByPapers()).toEqual([
    'neuwalden',
    '       1  ready',
    '       1  refused: hostile',
    'zweitstadt: nothing was handed in',
    expect.stringMatching(/^Files are read/),
  ])
})

/** What `./dran papers` prints. */
async function printedByPapers(): Promise<string[]> {
  vi.stubEnv('DATABASE_URL', ground.city.ownerUrl)
  vi.stubEnv('DRAN_SECRET', ground.city.secret)
  const said: string[] = []
  const print = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)))
  try {
    expect(await papersCommand.run([])).toBe(0)
  } finally {
    print.mockRestore()
  }
  return said
}

/** So many megabytes may a reader have: a gigabyte for compiled code, and what its process itself needs. */
const MOST_MEMORY = 1_300
const MEGABYTE = 1024 * 1024

it('a bomb that inflates to gigabytes, or never ends, stops with the clear message, and the worker takes the next', async () => {
  const memory = watchMemory()
  try {
    for (const { name, content } of BOMBS) {
      const bad = await send(name, content())
      const good = await send('mietvertrag.pdf', pdfFile())
      await expect.poll(() => stateOf(good), EVEN_MORE_PATIENT).toBe('ready')
      const file = await fileOf(bad)
      expect(file).toMatchObject({ state: 'refused', reason: 'damaged' })
      expect((await ground.visitor().get(pathOf(bad))).text).toContain('lässt sich nicht öffnen')
      // Beside what is said to its person the operator reads whether its reader gave it back, or had to be ended.
      expect(notTaken().at(-1)).toMatchObject({
        file: file?.id,
        outcome: 'refused',
        why: expect.stringMatching(name.endsWith('.pdf') ? /^(damaged|crashed)$/ : /^crashed$/),
      })
    }
    expect(memory.peak()).toBeLessThan(MOST_MEMORY)
  } finally {
    memory.stop()
  }
})

it('a bomb is one: it inflates to gigabytes, and takes more memory where nobody limits it (control)', async () => {
  const inflated = createInflate({ chunkSize: MEGABYTE })
  inflated.end(packedGigabytes(4, 0x20))
  let bytes = 0
  for await (const part of inflated) {
    bytes += part.length
    if (bytes > MOST_MEMORY * MEGABYTE) break
  }
  expect(bytes).toBeGreaterThan(MOST_MEMORY * MEGABYTE)

  const child = join(import.meta.dirname, '../../platform/files/flatten/child.ts')
  const unlimited = spawn(process.execPath, ['--no-warnings', child, 'pdf'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const memory = watchMemory()
  const ended = new Promise((resolve) => unlimited.once('close', resolve))
  unlimited.stdin.on('error', () => undefined)
  unlimited.stdin.end(inflatingPdf())
  try {
    await expect.poll(() => memory.peak(), EVEN_MORE_PATIENT).toBeGreaterThan(MOST_MEMORY)
  } finally {
    unlimited.kill('SIGKILL')
    await ended
    memory.stop()
  }
})

it('while the scanner is away or talks rubbish nothing is released, and what waited goes on by itself', async () => {
  await clamd.stop()
  const visits = [await send('mietvertrag.pdf', pdfFile()), await send('mietvertrag.pdf', pdfFile())]
  await expect.poll(() => waiting().length, PATIENT).toBeGreaterThanOrEqual(2)
  const [first, second] = waiting()
  expect([first?.why, second?.why]).toEqual(['unreachable', 'unreachable'])
  // One that gives no answer is left alone before the next file is tried; clocks and timers may differ by a little.
  expect(parseInstant(String(second?.time)) - parseInstant(String(first?.time))).toBeGreaterThan(
    SCANNER_REST - 100,
  )
  clamd = await startClamd(clamd.path)
  clamd.behave('rubbish')
  await expect.poll(() => waiting().map(({ why }) => why), PATIENT).toContain('rubbish')
  const back = await ground.now()
  clamd.behave('well')
  for (const visit of visits) {
    await expect.poll(() => stateOf(visit), PATIENT).toBe('ready')
    expect(await readyAt(visit)).toBeGreaterThanOrEqual(back)
  }
})

it('a reader that falls over at a file stops nobody else’s, and the file is looked at again', async () => {
  falls = true
  const unlucky = await send('mietvertrag.pdf', pdfFile())
  await expect.poll(() => falls, PATIENT).toBe(false)
  const next = await send('mietvertrag.pdf', pdfFile())
  await expect.poll(() => stateOf(next), PATIENT).toBe('ready')
  expect(await stateOf(unlucky)).toBe('checking')
  expect(lines.filter((line) => line.includes('the sandbox fell over'))).toHaveLength(1)
  // Its worker counts as lost after five minutes.
  await setClocks(ground.city.ownerUrl, plus(await ground.now(), 6 * MINUTE))
  await expect.poll(() => stateOf(unlucky), PATIENT).toBe('ready')
})

it('a server without a place for papers leaves nothing behind in the temporary directory', async () => {
  const temporary = join(papers.home, 'temporary')
  mkdirSync(temporary)
  vi.stubEnv('TMPDIR', temporary)
  const { appUrl, secret } = ground.city
  const start = (rest: object = {}) => startServer({ appUrl, secret, sweeps: false, connections: 2, ...rest })
  const server = await start()
  const [owner, day] = ['neuwalden', localDate('2027-03-01')]
  const { keys, files } = server.parts.vault
  const place = { owner, id: newId<'paperFile'>(TEST_START), content: 1 }
  await files.write(place, keys.keyOf(owner, day), pdfFile())
  expect(readdirSync(temporary)).toEqual([expect.stringMatching(/^dran-papers-/)])
  await server.stop()
  expect(readdirSync(temporary)).toEqual([])
  // What has a place of its own keeps it (control).
  const kept = join(papers.home, 'kept')
  const own = { folder: kept, keysFolder: join(kept, 'keys'), masterFile: join(kept, 'master') }
  const lasting = await start({ papers: own })
  lasting.parts.vault.keys.keyOf(owner, day)
  await lasting.stop()
  expect(existsSync(own.masterFile)).toBe(true)
})
