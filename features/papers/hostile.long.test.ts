import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Visit } from '#features/visit/model.ts'
import { MINUTE } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { openFlatten } from '#platform/files/flatten.ts'
import { openClamd } from '#platform/files/scanner.ts'
import { monotonic } from '#platform/time/clock.ts'
import { endlessJpeg } from '#test/bombs.ts'
import { type City, openCity } from '#test/city.ts'
import { startClamd } from '#test/clamdSimulator.ts'
import { activePdf, heicFile, hugePng, lockedPdf, pdfFile, pngFile, taintedJpeg } from '#test/hostileFiles.ts'
import { openPapersCity, type PapersCity } from '#test/papersCity.ts'
import { checkNext } from './jobs.ts'

// Test R21: a thousand files that mean harm, and between them good ones that must come through.

const FILES = Number(process.env.HOSTILE_FILES ?? 1_000)
/** So many lie in quarantine together; one of them is good. */
const AT_ONCE = 10
/** So many workers take them, as on so many nodes. */
const WORKERS = 2
/** A thousand take some minutes; what takes longer hangs, in milliseconds. */
const LONGEST = 45 * MINUTE

let city: City
let papers: PapersCity
let clamd: Awaited<ReturnType<typeof startClamd>>
let visit: Visit

beforeAll(async () => {
  city = await openCity({ connections: 4 })
  papers = await openPapersCity(city)
  clamd = await startClamd()
  visit = await papers.booked()
  await addPhotos()
})
afterAll(async () => {
  await clamd.stop()
  papers.close()
  await city.drop()
})

/** The same numbers in every run. */
let seed = 20_270_301
const random = (below: number) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed % below
}

const seeds: { readonly name: string; readonly content: Buffer }[] = [
  { name: 'a.pdf', content: activePdf() },
  { name: 'b.pdf', content: pdfFile({ pages: 3 }) },
  { name: 'c.pdf', content: lockedPdf() },
  { name: 'd.png', content: pngFile(40, 30) },
  { name: 'e.png', content: hugePng() },
  { name: 'f.heic', content: heicFile() },
  { name: 'g.jpg', content: endlessJpeg({ passes: 20, side: 200 }) },
]

/** A sheet as a camera takes it, and one that says where it was taken and has an archive behind it. */
async function addPhotos(): Promise<void> {
  const flat = await openFlatten()('pdf', pdfFile())
  const photo = (flat.ok && flat.value[0]?.jpeg) || impossible('no sheet')
  seeds.push({ name: 'h.jpg', content: photo }, { name: 'i.jpg', content: taintedJpeg(photo) })
}

/** One of the seeds, with some bytes changed, cut off, doubled or exchanged; its beginning stays, so that it is looked into. */
function broken(): { readonly name: string; readonly content: Buffer } {
  const { name, content } = seeds[random(seeds.length)] ?? impossible('no seeds')
  const bytes = Buffer.from(content)
  const begin = 32
  for (let change = 1 + random(20); change > 0; change--)
    bytes[begin + random(Math.max(1, bytes.length - begin))] = random(256)
  const cut = begin + random(Math.max(1, bytes.length - begin))
  switch (random(4)) {
    case 0:
      return { name, content: bytes.subarray(0, cut) }
    case 1:
      return { name, content: Buffer.concat([bytes.subarray(0, cut), bytes]) }
    case 2:
      return { name, content: Buffer.concat([bytes, Buffer.alloc(100_000, random(256))]) }
    default:
      return { name, content: bytes }
  }
}

it(
  'every hostile file ends, as a picture or refused, and every good one beside them comes through',
  async () => {
    const { database } = city
    const pipeline = {
      database,
      vault: papers.vault,
      flatten: openFlatten(),
      scanner: openClamd({ path: clamd.path }, 5_000),
      tell: () => undefined,
    }
    const ended = new Map<string, number>()
    const began = monotonic()
    let slowest = 0
    const work = async () => {
      for (;;) {
        const from = monotonic()
        if ((await checkNext(pipeline, city.authority)) === 'none') return
        slowest = Math.max(slowest, monotonic() - from)
      }
    }
    for (let sent = 0; sent < FILES; sent += AT_ONCE - 1) {
      for (let nth = 1; nth < AT_ONCE; nth++) await papers.hand(visit, broken())
      const good = await papers.hand(visit, { name: 'gut.png', content: pngFile(20, 10) })
      await papers.sql("UPDATE paper_file SET due_at = '2000-01-01'")
      await Promise.all(Array.from({ length: WORKERS }, work))
      const rows = await papers.sql('SELECT id, state, reason FROM paper_file')
      expect(rows.find(({ id }) => id === good)?.state).toBe('ready')
      for (const { state, reason } of rows) {
        expect(['ready', 'refused']).toContain(state)
        ended.set(String(reason ?? state), (ended.get(String(reason ?? state)) ?? 0) + 1)
      }
      await papers.sql('DELETE FROM paper')
    }
    // Both ways were taken: else the files would have been all alike.
    expect(ended.get('ready')).toBeGreaterThan(0)
    expect(ended.get('damaged')).toBeGreaterThan(0)
    const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10
    const took = { seconds: seconds(monotonic() - began), slowest: seconds(slowest) }
    console.log(JSON.stringify({ ...Object.fromEntries(ended), ...took }))
  },
  LONGEST,
)
