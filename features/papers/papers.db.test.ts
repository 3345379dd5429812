import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cancelBooking, expireHolds } from '#features/booking/actions.ts'
import { loadVisit, lockLinked } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, localTime } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, instantOf } from '#kernel/wallTime.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { ITEM, ITEMS, openPapersCity, type PapersCity, stub } from '#test/papersCity.ts'
import {
  beginFile,
  destroyDayKeys,
  handedIn,
  handOverPapers,
  lockPapers,
  receivePart,
  removeRests,
  settleKeeping,
  takeBack,
  tidyPapers,
  uploadOf,
} from './actions.ts'
import { FILE_STATES, isTransition, TRANSITIONS } from './model.ts'

let city: City
let papers: PapersCity

beforeAll(async () => {
  city = await openCity({ connections: 12 })
  papers = await openPapersCity(city)
})
afterEach(() => city.unchanged())
afterAll(async () => {
  papers.close()
  await city.drop()
})

const _fresh = async (id: Id<'visit'>) =>
  (await papers.run((tx) => loadVisit(tx, id))) ?? impossible('no visit')

/** Hands a whole file in for the first matter of a visit. */
const hand = (visit: Visit, content: Buffer, name = 'Mietvertrag.pdf', item = ITEM) =>
  papers.take(visit, { item, name, content })
const handed = (visit: Visit, content: Buffer, name = 'Mietvertrag.pdf') =>
  papers.hand(visit, { name, content })

const rowOf = async (id: string) =>
  (await papers.sql('SELECT *, kept_until::text FROM paper_file WHERE id = $1', [id]))[0] ??
  impossible('no file')
const settle = (at: Instant) => papers.run((tx) => settleKeeping(tx, papers.vault), at)

/** The middle of a day there. */
const noon = (day: LocalDate) => instantOf(day, localTime('12:00'), 'Europe/Berlin')

/** Every byte of a folder, whoever can read it. */
function allBytes(folder: string): Buffer {
  if (!existsSync(folder)) return Buffer.alloc(0)
  const parts = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))
  return Buffer.concat(parts.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path)))
}

describe('a file that is handed in', () => {
  it('waits for whoever looks at the papers of its visit, and never the other way round: no deadlock', async () => {
    const visit = await papers.held()
    await handed(visit, stub('first'))
    const matterId = await papers.matterOf(visit.id)
    const deadlocks = async () => {
      // Counters arrive within a moment.
      await delay(600)
      const [row] = await papers.sql(
        'SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()',
      )
      return row?.count
    }
    const before = await deadlocks()
    let coming: ReturnType<typeof hand> | undefined
    await papers.run(async (tx) => {
      await lockLinked(tx, visit.id)
      coming = hand(visit, stub('second'))
      await delay(400)
      await lockPapers(tx, [matterId])
    })
    expect(await coming).toMatchObject({ ok: true })
    expect(await deadlocks()).toBe(before)
  })

  it('goes to quarantine, sealed under its own id, with a name that is only shown', async () => {
    const visit = await papers.held()
    const id = await handed(visit, stub('GEHEIM-4711'), '../../C:\\tmp\\Vertrag\u202e\r\n von Ada.pdf')
    const row = await rowOf(id)
    expect(row).toMatchObject({
      state: 'quarantined',
      slot: 1,
      content: 1,
      kind: 'pdf',
      name: 'Vertrag von Ada.pdf',
    })
    expect(allBytes(papers.folder).includes('GEHEIM')).toBe(false)
    expect(readdirSync(join(papers.folder, 'neuwalden', id.slice(-2)))).toEqual([`${id}.1`])
    expect(row.kept_until).toBe(addDays(visit.day, 14))
  })

  it('is refused before its first byte where nothing of it can be taken', async () => {
    const visit = await papers.booked()
    const matterId = await papers.matterOf(visit.id)
    const begin = (announced: { item?: string | null; name?: string; bytes?: number }) =>
      papers.run((tx) =>
        beginFile(tx, papers.vault, visit, { matterId, item: ITEM, name: 'a.pdf', bytes: 10, ...announced }),
      )
    const code = async (...given: Parameters<typeof begin>) => {
      const begun = await begin(...given)
      return begun.ok ? 'taken' : begun.code
    }
    expect(await code({ bytes: 0 })).toBe('empty')
    expect(await code({ bytes: 15 * 1024 * 1024 + 1 })).toBe('too_large')
    expect(await code({ name: 'bild.svg' })).toBe('wrong_kind')
    expect(await code({ name: 'brief.pdf.exe' })).toBe('wrong_kind')
    expect(await code({ item: 'Nichts von der Liste' })).toBe('unknown_paper')
    expect(await code({ item: null })).toBe('taken')
    const other = await papers.booked()
    const foreign = { matterId: await papers.matterOf(other.id), item: ITEM, name: 'a.pdf', bytes: 10 }
    expect(await papers.run((tx) => beginFile(tx, papers.vault, visit, foreign))).toMatchObject({
      code: 'unknown_paper',
    })
  })

  it('is refused with its first bytes where they are not what its name says', async () => {
    const visit = await papers.booked()
    expect(await hand(visit, stub('x'), 'foto.jpg')).toMatchObject({ code: 'other_kind' })
    expect(await hand(visit, Buffer.from('<svg onload="alert(1)"/>'), 'foto.png')).toMatchObject({
      code: 'wrong_kind',
    })
    expect(await hand(visit, Buffer.from('PK\x03\x04'), 'a.pdf')).toMatchObject({ code: 'wrong_kind' })
  })

  it('comes in parts, goes on where it broke off, and takes no part twice or out of its order', async () => {
    const visit = await papers.booked()
    const content = stub('x'.repeat(400_000))
    const announced = {
      matterId: await papers.matterOf(visit.id),
      item: ITEM,
      name: 'a.pdf',
      bytes: content.length,
    }
    const begun = await papers.run((tx) => beginFile(tx, papers.vault, visit, announced))
    const fileId = begun.ok ? begun.value : impossible(begun.code)
    const part = (from: number, until: number, of: Pick<Visit, 'id' | 'state'> = visit) =>
      papers.run((tx) =>
        receivePart(tx, papers.vault, of, { fileId, from, bytes: content.subarray(from, until) }),
      )
    const both = await Promise.all([part(0, 300_000), part(0, 300_000)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await part(0, 300_000)).toMatchObject({ code: 'wrong_place' })
    expect(await part(300_001, 300_002)).toMatchObject({ code: 'wrong_place' })
    expect(await part(300_000, 300_001, await papers.booked())).toMatchObject({ code: 'unknown_file' })
    expect(await papers.run((tx) => uploadOf(tx, visit.id, fileId))).toMatchObject({ receivedBytes: 300_000 })
    // What is rolled back leaves bytes on the disk that the next part overwrites.
    await expect(
      papers.run(async (tx) => {
        await receivePart(tx, papers.vault, visit, { fileId, from: 300_000, bytes: Buffer.alloc(50_000) })
        throw new Error('lost')
      }),
    ).rejects.toThrow('lost')
    expect(await part(300_000, content.length)).toMatchObject({ value: { isWhole: true } })
    expect(await part(content.length, content.length + 1)).toMatchObject({ code: 'unknown_file' })
    expect(await rowOf(fileId)).toMatchObject({ state: 'quarantined', received_bytes: content.length })
  })

  it('that nobody goes on with is given up after an hour', async () => {
    const visit = await papers.booked()
    const announced = { matterId: await papers.matterOf(visit.id), item: ITEM, name: 'a.pdf', bytes: 10 }
    const begun = await papers.run((tx) => beginFile(tx, papers.vault, visit, announced))
    const id = begun.ok ? begun.value : impossible(begun.code)
    await papers.run(tidyPapers, papers.later(0.9))
    expect((await rowOf(id)).state).toBe('received')
    await papers.run(tidyPapers, papers.later(1.1))
    expect(await rowOf(id)).toMatchObject({ state: 'destroyed', name: null, wrapped_key: null, slot: null })
  })

  it('can be taken back by who handed it in, and by nobody else', async () => {
    const visit = await papers.booked()
    const id = await handed(visit, stub('x'))
    const stranger = await papers.booked()
    expect(await papers.run((tx) => takeBack(tx, stranger, id))).toBe(false)
    expect(await papers.run((tx) => takeBack(tx, visit, id))).toBe(true)
    expect(await papers.run((tx) => takeBack(tx, visit, id))).toBe(false)
    expect((await papers.run((tx) => handedIn(tx, visit)))[0]?.files).toEqual([])
  })
})

/** Twelve at once, each for a paper of its own, so that they share no row but the visit's places. */
const racing = (visit: Visit) => Promise.all(ITEMS.map((item) => hand(visit, stub('x'), 'a.pdf', item)))

describe('files of one visit', () => {
  it('are at most five until the contact is confirmed, and ten afterwards, however many come at once', async () => {
    const visit = await papers.held()
    const many = () => racing(visit)
    const first = await many()
    expect(first.filter(({ ok }) => ok)).toHaveLength(5)
    expect(first.flatMap((each) => (each.ok ? [] : each.code))).toEqual(Array(7).fill('too_many_files'))
    await papers.confirm(visit)
    expect((await many()).filter(({ ok }) => ok)).toHaveLength(5)
    expect((await many()).filter(({ ok }) => ok)).toHaveLength(0)
  })

  it('are more without the place that each of them takes (control)', async () => {
    const visit = await papers.held()
    const table = `${city.authority.schema}.paper_file`
    await asOwner(city.ownerUrl, async (owner) => {
      await owner.query(`ALTER TABLE ${table} DROP CONSTRAINT paper_file_slot`)
      await owner.query(`ALTER TABLE ${table} ADD CONSTRAINT paper_file_slot UNIQUE (visit_id, slot, id)`)
    })
    try {
      const taken = await racing(visit)
      expect(taken.filter(({ ok }) => ok).length).toBeGreaterThan(5)
    } finally {
      await papers.sql('DELETE FROM paper_file WHERE visit_id = $1', [visit.id])
      await asOwner(city.ownerUrl, async (owner) => {
        await owner.query(`ALTER TABLE ${table} DROP CONSTRAINT paper_file_slot`)
        await owner.query(`ALTER TABLE ${table} ADD CONSTRAINT paper_file_slot UNIQUE (visit_id, slot)`)
      })
    }
  })

  it('are no more after sixty that were taken and taken back', async () => {
    const visit = await papers.booked()
    const id = await handed(visit, stub('x'))
    await papers.run((tx) => takeBack(tx, visit, id))
    for (let tries = 1; tries < 60; tries++) {
      const again = await handed(visit, stub('x'))
      await papers.run((tx) => takeBack(tx, visit, again))
    }
    expect(await hand(visit, stub('x'))).toMatchObject({ code: 'too_many_files' })
  })
})

describe('the database', () => {
  it('refuses every step that the life of a file does not know, and lets every other happen', async () => {
    const visit = await papers.booked()
    const wrong: string[] = []
    for (const from of FILE_STATES)
      for (const to of FILE_STATES) {
        const passed = await stepBehindTheScenes(visit, from, to)
        if (passed !== isTransition(from, to)) wrong.push(`${from} > ${to}: ${passed}`)
      }
    expect(wrong).toEqual([])
  })

  it('refuses a state that no event tells of', async () => {
    const id = await handed(await papers.booked(), stub('x'))
    await expect(
      papers.sql("UPDATE paper_file SET state = 'checking', version = version + 1 WHERE id = $1", [id]),
    ).rejects.toThrow(/paper_file_state_told/)
    await expect(
      papers.sql(
        "INSERT INTO paper_event (file_id, version, from_state, to_state, happened_at) VALUES ($1, 3, 'checking', 'ready', now())",
        [id],
      ),
    ).rejects.toThrow(/paper_event_follows/)
  })
})

/** The steps that lead to each state. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  received: ['received'],
  quarantined: ['received', 'quarantined'],
  checking: ['received', 'quarantined', 'checking'],
  ready: ['received', 'quarantined', 'checking', 'ready'],
  refused: ['received', 'refused'],
  destroyed: ['received', 'destroyed'],
}

/** Writes a life up to a state and one step more, straight into the events; whether the database took it. */
async function stepBehindTheScenes(visit: Visit, from: string, to: string): Promise<boolean> {
  template ??= await handed(visit, stub('template'))
  return asOwner(city.ownerUrl, async (owner) => {
    await owner.query(`BEGIN; SET LOCAL search_path TO ${city.authority.schema}`)
    await owner.query('DELETE FROM paper_event WHERE file_id = $1', [template])
    const steps = [...(WAYS[from] ?? []), to]
    try {
      for (const [index, step] of steps.entries())
        await owner.query(
          'INSERT INTO paper_event (file_id, version, from_state, to_state, happened_at) VALUES ($1, $2, $3, $4, now())',
          [template, index + 1, steps[index - 1] ?? null, step],
        )
      return true
    } catch (error) {
      if (String(error).includes('paper_event_transition')) return false
      throw error
    } finally {
      await owner.query('ROLLBACK')
    }
  })
}

let template: Id<'paperFile'> | undefined

describe('papers', () => {
  it('of a hold that runs out are destroyed within the hour, and their bytes with them', async () => {
    const visit = await papers.held()
    const id = await handed(visit, stub('x'))
    await settle(TEST_START)
    expect((await rowOf(id)).state).toBe('quarantined')
    const later = papers.later(0.9)
    await papers.run((tx) => expireHolds(tx), later)
    await settle(later)
    expect(await rowOf(id)).toMatchObject({ state: 'destroyed', wrapped_key: null, name: null, sha256: null })
    await removeRests(city.database, city.authority, papers.vault, Number.MAX_SAFE_INTEGER)
    expect(existsSync(join(papers.folder, 'neuwalden', id.slice(-2), `${id}.1`))).toBe(false)
  })

  it('of a cancelled booking go, those of others stay until so many days after the visit', async () => {
    const [gone, stays] = [await papers.booked(), await papers.booked()]
    const [a, b] = [await handed(gone, stub('a')), await handed(stays, stub('b'))]
    await papers.run((tx) => cancelBooking(tx, gone.id))
    await settle(TEST_START)
    expect((await rowOf(a)).state).toBe('destroyed')
    await settle(noon(addDays(stays.day, 14)))
    expect((await rowOf(b)).state).toBe('quarantined')
    await settle(noon(addDays(stays.day, 15)))
    expect((await rowOf(b)).state).toBe('destroyed')
    const audit = await papers.sql(
      "SELECT visit_id FROM audit WHERE action = 'papers_destroyed' AND visit_id = $1",
      [stays.id],
    )
    expect(audit).toHaveLength(1)
    await settle(noon(addDays(stays.day, 15)))
    expect(
      await papers.sql("SELECT FROM audit WHERE action = 'papers_destroyed' AND visit_id = $1", [stays.id]),
    ).toHaveLength(1)
  })

  it('move with the visit to another day: only the key of that day opens them', async () => {
    const visit = await papers.booked()
    const id = await handed(visit, stub('GEHEIM'))
    await papers.sql('UPDATE visit SET day = day + 3 WHERE id = $1', [visit.id])
    await settle(TEST_START)
    expect((await rowOf(id)).kept_until).toBe(addDays(visit.day, 17))
    await settle(noon(addDays(visit.day, 17)))
    expect((await rowOf(id)).state).toBe('quarantined')
    await settle(noon(addDays(visit.day, 18)))
    expect((await rowOf(id)).state).toBe('destroyed')
  })

  it('that went to the file of record are gone at once', async () => {
    const visit = await papers.booked()
    const id = await handed(visit, stub('x'))
    const clerk = (await papers.sql("SELECT id FROM staff_member WHERE login = 'schalter'"))[0]?.id
    const matterId = await papers.matterOf(visit.id)
    expect(await papers.run((tx) => handOverPapers(tx, [matterId], clerk as Id<'staffMember'>))).toBe(1)
    expect(await rowOf(id)).toMatchObject({ state: 'destroyed', wrapped_key: null })
    expect(await papers.run((tx) => handOverPapers(tx, [matterId], clerk as Id<'staffMember'>))).toBe(0)
  })

  it('lose the key of their day once the day is over, and not while anything needs it', async () => {
    const visit = await papers.booked()
    await handed(visit, stub('x'))
    const day = addDays(visit.day, 14)
    const at = noon(addDays(visit.day, 15))
    expect(await papers.run((tx) => destroyDayKeys(tx, papers.vault), at)).toBe(0)
    expect(papers.vault.keys.known('neuwalden', day)).toBeDefined()
    await settle(at)
    await papers.run((tx) => destroyDayKeys(tx, papers.vault), at)
    expect(papers.vault.keys.known('neuwalden', day)).toBeUndefined()
  })
})

it('every state of the life has its row', () => {
  expect(Object.keys(TRANSITIONS).sort()).toEqual([...FILE_STATES, 'new'].sort())
})
