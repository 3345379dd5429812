import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import {
  confirmBooking,
  giveContact,
  holdTime,
  saveHoldContact,
  searchTimes,
} from '#features/booking/actions.ts'
import { takeFile } from '#features/papers/actions.ts'
import { loadVisit, mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { openDatedKeys } from '#platform/crypto/datedKeys.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { openSealedFiles } from '#platform/files/sealedFiles.ts'
import { asOwner, type City } from './city.ts'
import { TEST_SECRET, TEST_START } from './fixtures.ts'
import { type Ground, inSchema, openGround } from './laws/ground.ts'

/** The first paper that every service of these tests asks for. */
export const ITEM = 'Ein Foto'
/** All papers that they ask for. */
export const ITEMS: readonly string[] = [
  ITEM,
  ...Array.from({ length: 11 }, (_, index) => `Ein Blatt ${index + 1}`),
]

/** A city whose services take papers, a folder for them, and people who come. */
export type PapersCity = Awaited<ReturnType<typeof openPapersCity>>

/** Makes the services of a city take papers, and opens a place for them that is gone with `close`. */
export async function openPapersCity(city: City) {
  const home = mkdtempSync(join(tmpdir(), 'dran-papers-'))
  const folder = join(home, 'papers')
  const keysFolder = join(home, 'keys')
  const vault = {
    files: openSealedFiles(folder),
    keys: openDatedKeys({ folder: keysFolder, masterFile: join(home, 'master') }),
  }
  const sql = (text: string, values?: unknown[]) =>
    inSchema<Record<string, unknown>>(city.ownerUrl, city.authority.schema, text, values)
  await asOwner(city.ownerUrl, async (owner) => {
    await owner.query(`SET search_path TO ${city.authority.schema}`)
    await owner.query('UPDATE service SET takes_papers = true')
    await owner.query('DELETE FROM service_paper')
    await owner.query(
      `INSERT INTO service_paper SELECT s.id, i.position - 1, jsonb_build_object('de', i.item, 'de-simple', i.item, 'en', 'A photo')
       FROM service s, unnest($1::text[]) WITH ORDINALITY AS i (item, position)`,
      [ITEMS],
    )
    await owner.query('UPDATE reference_version SET version = version + 1')
  })
  const links = makeLinks(TEST_SECRET)
  const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
    city.database.withAuthority(city.authority, work, { at })
  let people = 0

  /** Somebody fills in the form for the latest free time of today at Mitte. */
  async function held(
    at: Instant = TEST_START,
    browser = `papers ${people++}`,
  ): Promise<Visit & { readonly browser: string }> {
    const matters = [{ serviceKey: 'registration', people: 1 }]
    const found = await run((tx) => searchTimes(tx, { matters, siteKey: 'mitte' }), at)
    const startsAt = (found.ok && found.value.times.at(-1)?.startsAt) || impossible('no free time')
    const wish = { matters, siteKey: 'mitte', startsAt, language: 'de', channel: 'online', browser } as const
    const hold = await run((tx) => holdTime(tx, links, wish), at)
    return hold.ok ? { ...hold.value, browser } : impossible(hold.code)
  }

  /** Gives the contact of a hold and confirms it, as the mail's link does. */
  async function confirm(
    { id, browser }: { readonly id: Id<'visit'>; readonly browser: string },
    at?: Instant,
  ) {
    const contact = { name: `Ada Lind ${people}`, email: `ada${people}@mail.example`, phone: null }
    await run((tx) => saveHoldContact(tx, browser, contact), at)
    await run((tx) => giveContact(tx, links, browser), at)
    const confirmed = await run((tx) => confirmBooking(tx, id), at)
    return confirmed.ok ? confirmed.value : impossible(confirmed.code)
  }

  const matterOf = async (visitId: Id<'visit'>) =>
    (await run((tx) => mattersOf(tx, [visitId]))).get(visitId)?.[0]?.id ??
    impossible('a visit without a matter')

  /** Takes a whole file for the first matter of a visit, as its form does; what is said of it. */
  async function take(
    { id }: Pick<Visit, 'id'>,
    {
      item = ITEM,
      name = 'Mietvertrag.pdf',
      content = stub('x'),
    }: { readonly item?: string; readonly name?: string; readonly content?: Buffer } = {},
    at?: Instant,
  ) {
    const matterId = await matterOf(id)
    return run(async (tx) => {
      const visit = (await loadVisit(tx, id)) ?? impossible('no visit')
      return takeFile(tx, vault, visit, { matterId, item, name, content })
    }, at)
  }

  /** The same of a file that must be taken: its id. */
  async function hand(...file: Parameters<typeof take>): Promise<Id<'paperFile'>> {
    const taken = await take(...file)
    return taken.ok ? taken.value : impossible(taken.code)
  }

  return {
    home,
    folder,
    keysFolder,
    vault,
    sql,
    run,
    held,
    confirm,
    matterOf,
    take,
    hand,
    booked: async () => confirm(await held()),
    later: (hours: number) => plus(TEST_START, hours * HOUR),
    close: () => rmSync(home, { recursive: true, force: true }),
  }
}

/**
 * Opens a server whose city takes papers for the tests of this file, and hands both to them; closed after the last one.
 * None of them changes the other city.
 */
export function openPapersGround(
  opened: (both: { readonly ground: Ground; readonly papers: PapersCity }) => void,
): void {
  let ground: Ground
  let papers: PapersCity
  beforeAll(async () => {
    ground = await openGround({ at: TEST_START })
    papers = await openPapersCity(ground.city)
    opened({ ground, papers })
  })
  afterEach(() => ground.city.unchanged())
  afterAll(async () => {
    papers?.close()
    await ground?.close()
  })
}

/** The smallest thing that begins as a PDF does; nobody can read it. */
export const stub = (text: string) => Buffer.from(`%PDF-1.4\n${text}`)
