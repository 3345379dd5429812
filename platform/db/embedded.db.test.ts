import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { processIdentity } from './embedded/process.ts'
import { type Embedded, startEmbedded } from './embedded.ts'

const folders: string[] = []
const running: Embedded[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((embedded) => embedded.stop()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dran-test- '))
  folders.push(folder)
  // When root runs the tests, PostgreSQL's own user must be able to pass.
  chmodSync(folder, 0o711)
  return folder
}

async function start(directory: string, lines: string[] = []): Promise<Embedded> {
  const started = await startEmbedded({ directory, log: (line) => lines.push(line) })
  if (started.state !== 'started') throw new Error('already running')
  running.push(started.embedded)
  folders.push(started.embedded.home)
  return started.embedded
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

/** Asks again until the server answers: after a fall it takes a moment. */
async function queryInTheEnd(url: string, text: string): Promise<unknown[]> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await query(url, text)
    } catch (error) {
      if (attempt > 100) throw error
      await sleep(100)
    }
  }
}

test('answers, keeps its data over a stop, and starts again at once', async () => {
  const directory = newFolder()
  const first = await start(directory)
  expect(await query(first.ownerUrl, 'SELECT 1')).toEqual([1])
  await query(first.ownerUrl, 'CREATE TABLE kept AS SELECT 7 AS a')
  await first.stop()
  const before = performance.now()
  const second = await start(directory)
  expect(performance.now() - before).toBeLessThan(5_000)
  expect(await query(second.ownerUrl, 'SELECT a FROM kept')).toEqual([7])
})

test('is durable, checks its pages, and listens on no network address', async () => {
  const { ownerUrl } = await start(newFolder())
  const shown = async (name: string) => (await query(ownerUrl, `SHOW ${name}`))[0]
  expect(await shown('fsync')).toBe('on')
  expect(await shown('data_checksums')).toBe('on')
  expect(await shown('server_encoding')).toBe('UTF8')
  expect(await query(ownerUrl, 'SELECT DISTINCT datcollate FROM pg_database')).toEqual(['C'])
  expect(await shown('listen_addresses')).toBe('')
  expect(await shown('unix_socket_permissions')).toBe('0700')
})

test('a wrong password is refused, and the right one is not readable by others', async () => {
  const { ownerUrl, home } = await start(newFolder())
  const wrong = new URL(ownerUrl)
  wrong.password = 'wrong'
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
  expect(statSync(join(home, 'password')).mode & 0o777).toBe(0o600)
})

test('a second start says that one is running, with what the first one announced', async () => {
  const directory = newFolder()
  const first = await start(directory)
  first.announce({ address: 'http://127.0.0.1:1/' })
  expect(await startEmbedded({ directory })).toEqual({
    state: 'already_running',
    holder: { processId: process.pid, info: { address: 'http://127.0.0.1:1/' } },
  })
  await first.stop()
  await start(directory)
})

test('the lock of a process that is gone, or of another process with its pid, does not hinder', async () => {
  const directory = newFolder()
  writeFileSync(join(directory, 'server.lock'), JSON.stringify({ processId: 1, identity: 'old', info: null }))
  await (await start(directory)).stop()
  writeFileSync(join(directory, 'server.lock'), 'half a lo')
  await start(directory)
})

test('a database killed with kill -9 is started again under the same address, with all that was committed', async () => {
  const embedded = await start(newFolder())
  await query(embedded.ownerUrl, 'CREATE TABLE kept AS SELECT 7 AS a')
  const before = embedded.processId()
  process.kill(before, 'SIGKILL')
  expect(await queryInTheEnd(embedded.ownerUrl, 'SELECT a FROM kept')).toEqual([7])
  expect(embedded.processId()).not.toBe(before)
})

test('after kill -9 of the server its database ends, and the next start finds all that was committed', async () => {
  const directory = newFolder()
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { startEmbedded } from ${JSON.stringify(fileURLToPath(new URL('./embedded.ts', import.meta.url)))}
       const { embedded } = await startEmbedded({ directory: ${JSON.stringify(directory)} })
       console.log(JSON.stringify({ url: embedded.ownerUrl, pid: embedded.processId() }))
       setInterval(() => {}, 1000)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data) => resolve(String(data))),
  )
  const { url, pid } = JSON.parse(line)
  await query(url, 'CREATE TABLE kept AS SELECT 7 AS a')
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  const embedded = await start(directory)
  expect(processIdentity(pid)).toBeUndefined()
  expect(await query(embedded.ownerUrl, 'SELECT a FROM kept')).toEqual([7])
})

test('a folder whose path is too long for a socket, or has blanks and signs, works', async () => {
  const folder = join(newFolder(), `${'long'.repeat(20)} & "quoted", %41 ä`)
  const { ownerUrl, home } = await start(folder)
  expect(home).toBe(folder)
  expect(await query(ownerUrl, 'SELECT 1')).toEqual([1])
})

test('a start that fails names the log, and leaves the lock free', async () => {
  const directory = newFolder()
  const { home, stop } = await start(directory)
  await stop()
  const broken = startEmbedded({ directory, settings: { shared_buffers: 'much' } })
  await expect(broken).rejects.toThrow(/postgres\.log[\s\S]*shared_buffers/)
  expect(readFileSync(join(home, 'postgres.log'), 'utf8')).toContain('shared_buffers')
  await start(directory)
})
