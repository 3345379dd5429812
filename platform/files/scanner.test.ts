import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClamdManner, EICAR, startClamd } from '#test/clamdSimulator.ts'
import { pdfFile, zipFile } from '#test/hostileFiles.ts'
import { clamdAddress, openClamd, type Scanner } from './scanner.ts'

// Attack A-14: a scanner that is down, slow or talks rubbish has found nothing out.

describe('the client of clamd', () => {
  let clamd: Awaited<ReturnType<typeof startClamd>>
  let scan: Scanner
  beforeAll(async () => {
    clamd = await startClamd()
    scan = openClamd({ path: clamd.path }, 300)
  })
  afterAll(() => clamd.stop())

  it('says clean of what is clean, having sent all of it', async () => {
    clamd.behave('well')
    const bytes = Buffer.alloc(200_000, 'paper ')
    expect(await scan(bytes)).toEqual({ verdict: 'clean' })
    expect(clamd.scanned.at(-1)?.equals(bytes)).toBe(true)
    expect(await scan(Buffer.alloc(0))).toEqual({ verdict: 'clean' })
  })

  it('says hostile, and what it is called, of what is hostile', async () => {
    clamd.behave('well')
    expect(await scan(Buffer.from(`x${EICAR}`))).toEqual({
      verdict: 'hostile',
      signature: 'Eicar-Test-Signature',
    })
  })

  it.each([
    ['silent', 'silent'],
    ['rubbish', 'rubbish'],
    ['half', 'rubbish'],
    ['talkative', 'rubbish'],
    ['cut', 'cut_off'],
  ] as const)('never says clean when clamd is %s', async (manner: ClamdManner, why) => {
    clamd.behave(manner)
    expect(await scan(Buffer.alloc(100_000, 'x'))).toEqual({ verdict: 'unknown', why })
  })

  it('never says clean when the stream is too long for clamd', async () => {
    clamd.behave('too_long')
    expect((await scan(Buffer.alloc(300_000, 'x'))).verdict).toBe('unknown')
  })

  it('never says clean when nobody is there', async () => {
    const nobody = openClamd({ path: join(tmpdir(), 'no-such.sock') }, 300)
    expect(await nobody(Buffer.from('x'))).toEqual({ verdict: 'unknown', why: 'unreachable' })
  })
})

it('an address of clamd is a path or a host with a port', () => {
  expect(clamdAddress('/run/clamav/clamd.ctl')).toEqual({ path: '/run/clamav/clamd.ctl' })
  expect(clamdAddress('scanner.intern:3310')).toEqual({ host: 'scanner.intern', port: 3310 })
  for (const wrong of ['', 'scanner', 'a b:1', 'http://x:1']) expect(clamdAddress(wrong)).toBeUndefined()
})

const CLAMD = ['/usr/sbin/clamd', '/usr/bin/clamd', '/opt/homebrew/sbin/clamd'].find(existsSync)

// Skipped where ClamAV is not installed: then only the simulator above has been asked.
describe.skipIf(!CLAMD)('the real clamd, with the EICAR test file as its only signature', () => {
  let home: string
  let process_: ReturnType<typeof spawn>
  let scan: Scanner

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'dran-clamd-'))
    const signature = Buffer.from(EICAR).toString('hex')
    writeFileSync(join(home, 'own.ndb'), `Eicar-Test:0:*:${signature}\n`)
    const socket = join(home, 'clamd.sock')
    writeFileSync(
      join(home, 'clamd.conf'),
      ['Foreground yes', `LocalSocket ${socket}`, `DatabaseDirectory ${home}`, 'StreamMaxLength 1M'].join(
        '\n',
      ),
    )
    process_ = spawn(CLAMD ?? '', ['-c', join(home, 'clamd.conf')], { stdio: 'ignore' })
    const tries = Array.from({ length: 100 }, (_, index) => index)
    scan = openClamd({ path: socket }, 10_000)
    for (const _ of tries) {
      if ((await scan(Buffer.from('x'))).verdict === 'clean') break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })
  afterAll(() => {
    process_.kill('SIGKILL')
    rmSync(home, { recursive: true, force: true })
  })

  it('is understood: clean, hostile (plain, in gzip, in a ZIP, in a PDF), too long', async () => {
    expect(await scan(pdfFile())).toEqual({ verdict: 'clean' })
    expect(await scan(zipFile('a.txt', Buffer.from('nothing')))).toEqual({ verdict: 'clean' })
    for (const hostile of [
      Buffer.from(EICAR),
      gzipSync(EICAR),
      zipFile('a.txt', Buffer.from(EICAR)),
      pdfFile({ objects: `8 0 obj<</Length 68>>stream\n${EICAR}\nendstream endobj\n` }),
    ])
      expect(await scan(hostile)).toMatchObject({ verdict: 'hostile' })
    expect((await scan(Buffer.alloc(2_000_000, 'x'))).verdict).toBe('unknown')
  })
})
