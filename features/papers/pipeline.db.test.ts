import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cancelBooking } from '#features/booking/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Database } from '#platform/db/database.ts'
import { type Flatten, openFlatten } from '#platform/files/flatten.ts'
import { openClamd } from '#platform/files/scanner.ts'
import { type City, openCity } from '#test/city.ts'
import { EICAR, startClamd } from '#test/clamdSimulator.ts'
import { TEST_START } from '#test/fixtures.ts'
import { activePdf, hugePng, lockedPdf, pdfFile, pngFile } from '#test/hostileFiles.ts'
import { openPapersCity, type PapersCity } from '#test/papersCity.ts'
import { handedIn, papersOfMatters, recoverChecks, takeBack } from './actions.ts'
import { checkNext, type PipelineDeps, type PipelineEvent } from './jobs.ts'

// Attacks and R21, through the whole pipeline: what it lets out, and what it survives.

let city: City
let papers: PapersCity
let clamd: Awaited<ReturnType<typeof startClamd>>
let told: PipelineEvent[] = []
let now: Instant = TEST_START

beforeAll(async () => {
  city = await openCity({ connections: 4 })
  papers = await openPapersCity(city)
  clamd = await startClamd()
})
beforeEach(async () => {
  clamd.behave('well')
  told = []
  now = plus(now, 10 * MINUTE)
  await papers.sql("UPDATE paper_file SET due_at = 'infinity' WHERE state = 'quarantined'")
})
afterEach(() => city.unchanged())
afterAll(async () => {
  await clamd.stop()
  papers.close()
  await city.drop()
})

/** A picture of a page without the sandbox, for tests that are not about it. */
let flat: Flatten | undefined
const quickly: Flatten = async () => {
  const made = await real('png', pngFile(8, 4))
  flat ??= async () => made
  return flat('png', Buffer.alloc(0))
}
const real = openFlatten()

/** The city's own time in all transactions of the pipeline. */
const at = (): Pick<Database, 'withAuthority'> & Database => ({
  ...city.database,
  withAuthority: (authority, work) => city.database.withAuthority(authority, work, { at: now }),
})

function pipeline(parts: Partial<PipelineDeps> = {}): PipelineDeps {
  const scanner = openClamd({ path: clamd.path }, 200)
  return {
    database: at(),
    vault: papers.vault,
    flatten: real,
    scanner,
    tell: (event) => void told.push(event),
    ...parts,
  }
}
const check = (parts?: Partial<PipelineDeps>) => checkNext(pipeline(parts), city.authority)

const visitNow = async (id: Id<'visit'>) =>
  (await papers.run((tx) => loadVisit(tx, id))) ?? impossible('no visit')

const hand = (visit: Pick<Visit, 'id'>, content: Buffer, name = 'a.pdf') =>
  papers.hand(visit, { name, content }, now)
const rowOf = async (id: string) =>
  (await papers.sql('SELECT * FROM paper_file WHERE id = $1', [id]))[0] ?? impossible('no file')
const lies = (id: string, content: number) =>
  existsSync(join(papers.folder, 'neuwalden', id.slice(-2), `${id}.${content}`))
const toStaff = async (visit: Pick<Visit, 'id'>) => {
  const matter = await papers.matterOf(visit.id)
  return (await papers.run((tx) => papersOfMatters(tx, [matter]))).flatMap(({ files }) => files)
}

describe('a file', () => {
  it('is looked at only once the contact is confirmed; nobody sees it before', async () => {
    const visit = await papers.held(now)
    const id = await hand(visit, pdfFile())
    expect(await check()).toBe('none')
    expect(await toStaff(visit)).toEqual([])
    await papers.confirm(visit, now)
    expect(await check()).toBe('ended')
    expect(await toStaff(visit)).toMatchObject([{ id, state: 'ready', pages: 1, unchecked: false }])
    expect([lies(id, 1), lies(id, 2)]).toEqual([false, true])
    expect(clamd.scanned).toHaveLength(2)
    expect(told).toEqual([{ authority: 'neuwalden', file: id, outcome: 'ready' }])
  })

  it('that acts comes out flat', async () => {
    const visit = await papers.booked()
    await hand(visit, activePdf())
    expect(await check()).toBe('ended')
    expect(await toStaff(visit)).toMatchObject([{ state: 'ready' }])
    expect(clamd.scanned.at(-1)?.includes('HOSTILE')).toBe(false)
  })

  it.each([
    ['hostile', Buffer.concat([pdfFile(), Buffer.from(EICAR)]), 'a.pdf'],
    ['too_many_pixels', hugePng(), 'a.png'],
    ['locked', lockedPdf(), 'a.pdf'],
    ['damaged', Buffer.from('%PDF-1.7 and nothing more'), 'a.pdf'],
  ])('is refused as %s: nothing of it is kept but why', async (reason, content, name) => {
    const visit = await papers.booked()
    const id = await hand(visit, content, name)
    expect(await check()).toBe('ended')
    expect(await rowOf(id)).toMatchObject({ state: 'refused', reason, wrapped_key: null, slot: null })
    expect([lies(id, 1), lies(id, 2)]).toEqual([false, false])
    const [handed] = await papers.run(async (tx) => handedIn(tx, await visitNow(visit.id)))
    expect(handed?.files).toMatchObject([{ id, reason }])
    expect(told).toMatchObject([{ file: id, outcome: 'refused', why: reason }])
  })
})

describe('a scanner', () => {
  it.each(['silent', 'rubbish', 'half', 'cut', 'talkative'] as const)(
    'that is %s releases nothing, and what waited goes on when it is well again',
    async (manner) => {
      clamd.behave(manner)
      const visit = await papers.booked()
      const id = await hand(visit, pdfFile())
      expect(await check({ flatten: quickly })).toBe('waits')
      expect(await rowOf(id)).toMatchObject({ state: 'quarantined' })
      expect([lies(id, 1), lies(id, 2)]).toEqual([true, false])
      expect(told).toMatchObject([{ outcome: 'waits' }])
      clamd.behave('well')
      now = plus(now, MINUTE)
      expect(await check({ flatten: quickly })).toBe('ended')
      expect(await toStaff(visit)).toMatchObject([{ state: 'ready', unchecked: false }])
    },
  )

  it('that finds something only in the pages refuses the file', async () => {
    const id = await hand(await papers.booked(), pdfFile())
    let asked = 0
    const late = async () =>
      ++asked === 1 ? ({ verdict: 'clean' } as const) : ({ verdict: 'hostile', signature: 'Late' } as const)
    expect(await check({ scanner: late, flatten: quickly })).toBe('ended')
    expect(await rowOf(id)).toMatchObject({ state: 'refused', reason: 'hostile' })
  })

  it('that there is none of: papers wait, or are marked as unchecked where the city wants that', async () => {
    const visit = await papers.booked()
    const id = await hand(visit, pdfFile())
    const without: PipelineDeps = (({ scanner: _, ...rest }) => rest)(pipeline({ flatten: quickly }))
    expect(await checkNext(without, city.authority)).toBe('none')
    expect(await rowOf(id)).toMatchObject({ state: 'quarantined' })
    await unscanned('mark')
    expect(await checkNext(without, city.authority)).toBe('ended')
    expect(await toStaff(visit)).toMatchObject([{ state: 'ready', unchecked: true }])
    await unscanned('wait')
  })

  const unscanned = async (what: string) => {
    await papers.sql('UPDATE setting SET papers_unscanned = $1', [what])
    await papers.sql('UPDATE reference_version SET version = version + 1')
  }
})

describe('a worker', () => {
  /** What breaks, one step after the other: the database at each of its transactions, and everything between them. */
  const steps: [string, (deps: PipelineDeps) => PipelineDeps][] = [
    [
      'after it took the file',
      (deps) => ({ ...deps, vault: { ...deps.vault, files: { ...deps.vault.files, read: dies } } }),
    ],
    ['while it scans', (deps) => ({ ...deps, scanner: dies })],
    ['while it flattens', (deps) => ({ ...deps, flatten: dies })],
    ['before it asks for a key', (deps) => ({ ...deps, database: dyingAt(2) })],
    [
      'while it seals',
      (deps) => ({ ...deps, vault: { ...deps.vault, files: { ...deps.vault.files, write: dies } } }),
    ],
    ['before it writes the end', (deps) => ({ ...deps, database: dyingAt(3) })],
    [
      'before it removes the original',
      (deps) => ({ ...deps, vault: { ...deps.vault, files: { ...deps.vault.files, remove: dies } } }),
    ],
  ]

  it.each(steps)('that dies %s loses nothing and releases nothing unfinished', async (_, broken) => {
    const visit = await papers.booked()
    const id = await hand(visit, pdfFile())
    await expect(checkNext(broken(pipeline({ flatten: quickly })), city.authority)).rejects.toThrow('killed')
    const { state } = await rowOf(id)
    expect(['checking', 'ready']).toContain(state)
    now = plus(now, 6 * MINUTE)
    await papers.run(recoverChecks, now)
    await check({ flatten: quickly })
    expect(await toStaff(visit)).toMatchObject([{ id, state: 'ready' }])
  })

  it('refuses a file at which it died three times, and goes on with the next', async () => {
    const [bad, good] = [await papers.booked(), await papers.booked()]
    const first = await hand(bad, pdfFile())
    for (let round = 0; round < 3; round++) {
      await expect(check({ flatten: dies })).rejects.toThrow('killed')
      now = plus(now, 6 * MINUTE)
      await papers.run(recoverChecks, now)
    }
    expect(await rowOf(first)).toMatchObject({ state: 'refused', reason: 'damaged' })
    await hand(good, pdfFile())
    expect(await check({ flatten: quickly })).toBe('ended')
    expect(await toStaff(good)).toMatchObject([{ state: 'ready' }])
  })

  it('whose file is taken back meanwhile drops what came of it', async () => {
    const visit = await papers.booked()
    const id = await hand(visit, pdfFile())
    const taking: Flatten = async (...file) => {
      await papers.run(async (tx) => takeBack(tx, await visitNow(visit.id), id))
      return quickly(...file)
    }
    expect(await check({ flatten: taking })).toBe('ended')
    expect((await rowOf(id)).state).toBe('destroyed')
    expect([lies(id, 1), lies(id, 2)]).toEqual([false, false])
    expect(await toStaff(visit)).toEqual([])
  })

  it('leaves papers of a booking that was cancelled alone', async () => {
    const visit = await papers.booked()
    await hand(visit, pdfFile())
    await papers.run((tx) => cancelBooking(tx, visit.id))
    expect(await check({ flatten: quickly })).toBe('none')
  })

  it('of several that look at once takes each file once', async () => {
    const visits = [await papers.booked(), await papers.booked(), await papers.booked()]
    for (const visit of visits) await hand(visit, pdfFile())
    await Promise.all([1, 2, 3, 4].map(() => check({ flatten: quickly })))
    expect(told.map(({ file }) => file).sort()).toEqual([...new Set(told.map(({ file }) => file))].sort())
    expect(told).toHaveLength(3)
  })
})

function dies(): never {
  throw new Error('killed')
}

/** A database that is gone when it is asked for its nth transaction. */
function dyingAt(nth: number): Database {
  let asked = 0
  const living = at()
  return {
    ...living,
    withAuthority: async (...given: Parameters<Database['withAuthority']>) => {
      asked += 1
      return asked === nth ? dies() : living.withAuthority(...given)
    },
  } as Database
}
