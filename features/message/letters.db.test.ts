import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  bookForCaller,
  cancelBooking,
  moveBooking,
  searchTimes,
  settleBooking,
} from '#features/booking/actions.ts'
import type { Contact, Visit } from '#features/visit/model.ts'
import { asId, newId } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, isoInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { openLog } from '#platform/log/log.ts'
import { asOwner } from '#test/city.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import {
  callWhomNoLetterReaches,
  countLateLetters,
  type LetterGround,
  letterRoom,
  lettersToPrint,
  listUndelivered,
  makeLetterRun,
  noteReturnedLetter,
  postRun,
  queueMessage,
  runOf,
  sendAgain,
  undoRun,
} from './actions.ts'
import { tidyOutbox } from './jobs.ts'
import { insertLetters, insertRun } from './store/letter.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
const POSTAL = {
  addition: 'Hinterhaus',
  street: 'Am Markt 1',
  postcode: '50667',
  town: 'Köln',
  country: 'DE',
}
/** A letter of Monday is there on Saturday. */
const ENOUGH = 9
const SHORT = 3

let ground: Ground
let info: Visitor
let letters: LetterGround
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  info = await signIn(ground.visitor(), 'info')
  letters = { links: ground.links, publicUrl: 'https://termine.example' }
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.sql('DELETE FROM letter')
  await ground.sql('DELETE FROM letter_run')
  await ground.sql('DELETE FROM message')
})

const run = <T>(work: Parameters<typeof ground.run<T>>[0], at: Instant = CALLING) => ground.run(work, at)

async function timeIn(days: number, siteKey = 'mitte', nth = 0): Promise<Instant> {
  const fromDay = addDays(dayOf(CALLING, 'Europe/Berlin'), days)
  const found = await run((tx) => searchTimes(tx, { matters: MATTERS, siteKey, fromDay }))
  const times = found.ok ? found.value.times : impossible(found.code)
  return times[nth]?.startsAt ?? impossible('no free time')
}

/** Somebody who hears by letter. */
async function book(days = ENOUGH, siteKey = 'mitte', known: Partial<Contact> = {}): Promise<Visit> {
  const contact = {
    name: `Ada Lind ${people++}`,
    email: null,
    phone: '0999 1',
    toldBy: 'letter' as const,
    postal: POSTAL,
    ...known,
  }
  const startsAt = await timeIn(days, siteKey)
  const wish = { matters: MATTERS, siteKey, startsAt, language: 'de', channel: 'telephone' } as const
  const booked = await run((tx) => bookForCaller(tx, ground.links, { ...wish, contact }))
  return booked.ok ? booked.value : impossible(booked.code)
}

const rows = () =>
  ground.sql<{ kind: string; channel: string; state: string; recipient: string; failure: string | null }>(
    'SELECT kind, channel, state, recipient, failure FROM message ORDER BY id',
  )
/** Within a millisecond ids have no order. */
const kinds = async () => (await rows()).map(({ kind, channel }) => `${kind} ${channel}`).sort()

async function print(siteKey?: string) {
  const { status, json } = await info.call('/api/letter-runs', siteKey ? { site: siteKey } : {})
  return status === 200 ? String(json.run) : impossible(String(json.code))
}

describe('who hears by letter', () => {
  it('gets one that waits for the print room, with the address as it stands on the envelope', async () => {
    await book()
    expect(await rows()).toMatchObject([
      {
        kind: 'booked',
        channel: 'letter',
        state: 'due',
        recipient: expect.stringMatching(/^Ada Lind \d+\nHinterhaus\nAm Markt 1\n50667 Köln$/),
      },
    ])
  })

  it('reads one letter of how it stands: what waits is replaced by a move, and withdrawn by a cancellation', async () => {
    const visit = await book()
    const startsAt = await timeIn(ENOUGH + 1)
    await run((tx) => moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt }))
    expect(await kinds()).toEqual(['booked letter'])
    await run((tx) => cancelBooking(tx, visit.id))
    expect(await kinds()).toEqual([])
    expect(await ground.sql('SELECT FROM visit_contact WHERE visit_id = $1', [visit.id])).toEqual([])
  })

  it('reads of a move and a cancellation once the first letter is printed', async () => {
    const visit = await book()
    await print()
    const startsAt = await timeIn(ENOUGH + 1)
    await run((tx) => moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt }))
    expect(await kinds()).toEqual(['booked letter', 'moved letter'])
    await run((tx) => cancelBooking(tx, visit.id))
    expect(await kinds()).toEqual(['booked letter', 'cancelled letter'])
  })

  it('is told by the clerk where no letter comes in time, and called about what happens later', async () => {
    const visit = await book(SHORT)
    expect(await kinds()).toEqual([])
    const recipient = 'Ada Lind\nAm Markt 1\n50667 Köln'
    await run((tx) =>
      queueMessage(tx, {
        visitId: visit.id,
        kind: 'relocated',
        language: 'de',
        channel: 'letter',
        recipient,
      }),
    )
    expect(await rows()).toMatchObject([
      { kind: 'relocated', channel: 'telephone', state: 'due', recipient: '' },
    ])
    expect((await run((tx) => listUndelivered(tx, null))).map(({ channel }) => channel)).toEqual([
      'telephone',
    ])
  })

  it('the desk learns with the booking whether a letter comes in time, and which address is no address', async () => {
    const body = (startsAt: Instant, change = {}) => ({
      channel: 'desk',
      matters: [{ service: 'identity-card', people: 1 }],
      site: 'mitte',
      startsAt: isoInstant(startsAt),
      language: 'de',
      name: `Ida Brief ${people++}`,
      toldBy: 'letter',
      postal: { street: 'Am Markt 1', postcode: '50667', town: 'Köln' },
      ...change,
    })
    const early = await info.call('/api/bookings', body(await timeIn(SHORT)))
    expect(early.json).toMatchObject({ letter: 'too_late' })
    const late = await info.call('/api/bookings', body(await timeIn(ENOUGH)))
    expect(late.json).toMatchObject({ letter: 'in_time' })
    const startsAt = await timeIn(ENOUGH)
    for (const wrong of [
      { postal: { street: 'Am Markt \u202e1', postcode: '50667', town: 'Köln' } },
      { postal: { street: 'Am Markt 1', postcode: '5066', town: 'Köln' } },
      { postal: undefined },
    ])
      expect((await info.call('/api/bookings', body(startsAt, wrong))).json).toMatchObject({
        code: 'invalid_address',
      })
    // Who is called Ольга stands in the passport in Latin letters, too.
    const latin = { code: 'name_not_latin' }
    expect((await info.call('/api/bookings', body(startsAt, { name: 'Ольга' }))).json).toMatchObject(latin)
    const correct = (name: string) =>
      info.call(`/api/bookings/${late.json.visit}/name`, { name, reason: 'wrong_entry' })
    expect((await correct('Ольга')).json).toMatchObject(latin)
    expect((await correct('Olha')).status).toBe(200)
    // An address that nobody asked for is not kept.
    const other = await info.call(
      '/api/bookings',
      body(startsAt, { toldBy: 'mail', email: 'ada@mail.example' }),
    )
    expect(other.status).toBe(200)
    expect(
      await ground.sql('SELECT postal FROM visit_contact WHERE visit_id = $1', [other.json.visit]),
    ).toEqual([{ postal: null }])
  })

  it('is called instead when the letter lay until it would come too late', async () => {
    const visit = await book()
    const lastDay = plus(visit.appointmentAt ?? CALLING, -8 * DAY)
    expect(await run((tx) => callWhomNoLetterReaches(tx), lastDay)).toBe(0)
    expect(await run((tx) => callWhomNoLetterReaches(tx), plus(lastDay, 5 * DAY))).toBe(1)
    expect(await kinds()).toEqual(['booked telephone'])
  })

  it('is called, too, when the letter lay that says that they need not come', async () => {
    const visit = await book()
    await run((tx) => settleBooking(tx, visit.id))
    expect(await kinds()).toEqual(['settled letter'])
    const late = plus(visit.appointmentAt ?? CALLING, -3 * DAY)
    expect(await run((tx) => callWhomNoLetterReaches(tx), late)).toBe(1)
    expect(await run((tx) => listUndelivered(tx, null), late)).toMatchObject([
      { visitId: visit.id, kind: 'settled', channel: 'telephone' },
    ])
  })
})

describe('a print run', () => {
  it('takes what waits at the site of whoever presses, once, and is opened until it is posted', async () => {
    await book()
    await book(ENOUGH, 'nord')
    const id = await print()
    expect((await info.call('/api/letter-runs', {})).json).toMatchObject({ code: 'nothing_waiting' })
    expect((await info.call('/api/letter-runs', { site: 'nord' })).json).toMatchObject({
      code: 'unknown_site',
    })
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['due', 'sending'])
    const file = await info.get(`/letter-runs/${id}`)
    expect(file.headers['content-type']).toBe('application/pdf')
    expect((await info.get(`/letter-runs/${id}`)).text).toBe(file.text)
    expect((await info.get('/api/letters')).json).toMatchObject({
      waiting: [],
      runs: [{ run: id, letters: 1, site: 'mitte', postedAt: null, mayUndo: true }],
    })
    expect((await info.call(`/api/letter-runs/${id}/posted`)).status).toBe(204)
    expect((await rows()).filter(({ state }) => state === 'sent')).toMatchObject([{ recipient: '' }])
    expect((await info.get(`/letter-runs/${id}`)).status).toBe(404)
    expect((await info.call(`/api/letter-runs/${id}/undo`)).json).toMatchObject({ code: 'run_posted' })
    const audit = await ground.sql<{ action: string }>(
      "SELECT action FROM audit WHERE action LIKE 'letter%' ORDER BY id",
    )
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['letters_printed', 'letters_posted']),
    )
  })

  it('says what the visit is and where, in the language of its person, and leaves out what is not true any more', async () => {
    await book()
    const gone = await book(ENOUGH, 'mitte', { name: 'Ida Fort' })
    const made = await run((tx) => makeLetterRun(tx, letters, null))
    const id = made.ok ? made.value.id : impossible(made.code)
    const read = () =>
      run(async (tx) => lettersToPrint(tx, letters, (await runOf(tx, id, null)) ?? impossible('a run')))
    const both = await read()
    expect(both).toHaveLength(2)
    const stays = both.find(({ recipient }) => recipient[0] !== 'Ida Fort')
    expect(stays?.information.at(-1)?.value).toMatch(/^1-[12]$/)
    const words = JSON.stringify(stays)
    expect(words).toContain('Ihr Termin steht fest.')
    expect(words).toContain('Meinen Termin öffnen: termine.example/v/')
    expect(words).not.toMatch(/E-Mail|Anhang/)
    expect(stays?.blocks.some((block) => block.kind === 'code')).toBe(true)
    await run((tx) => cancelBooking(tx, gone.id))
    expect(JSON.stringify(await read())).toBe(JSON.stringify([stays]))
  })

  it('of two at the same moment one takes all letters', async () => {
    for (let round = 0; round < 5; round++) {
      await book()
      const made = await Promise.all(
        Array.from({ length: 4 }, () => run((tx) => makeLetterRun(tx, letters, null))),
      )
      expect(made.filter(({ ok }) => ok)).toHaveLength(1)
    }
    expect(await ground.sql('SELECT FROM letter')).toHaveLength(5)
  })

  it('nobody prints a letter twice, and without the key two do (control)', async () => {
    await book()
    const [{ id } = impossible('a letter')] = await ground.sql<{ id: string }>('SELECT id FROM message')
    const printIt = () =>
      run(async (tx) => {
        const runId = newId<'letterRun'>(tx.now)
        await insertRun(tx, runId, null)
        await insertLetters(tx, runId, [asId<'message'>(id)])
      })
    await printIt()
    await expect(printIt()).rejects.toThrow(/letter_once/)
    const table = `${ground.city.authority.schema}.letter`
    const owner = (sql: string) => asOwner(ground.city.ownerUrl, (client) => client.query(sql))
    await owner(`ALTER TABLE ${table} DROP CONSTRAINT letter_once`)
    await printIt()
    expect(await ground.sql('SELECT FROM letter')).toHaveLength(2)
    await ground.sql('DELETE FROM letter')
    await owner(`ALTER TABLE ${table} ADD CONSTRAINT letter_once PRIMARY KEY (message_id)`)
  })

  it('of which nobody got the file is there after a crash, and one that was cut off has taken nothing', async () => {
    await book()
    await expect(
      run(async (tx) => {
        await makeLetterRun(tx, letters, null)
        throw new Error('killed')
      }),
    ).rejects.toThrow('killed')
    expect((await rows()).map(({ state }) => state)).toEqual(['due'])
    await run((tx) => makeLetterRun(tx, letters, null))
    const [{ run: known } = impossible('a run')] = (
      await (await signIn(ground.visitor(), 'leitung')).get('/api/letters')
    ).json.runs as { run: string }[]
    const manager = await signIn(ground.visitor(), 'leitung')
    expect((await manager.get(`/letter-runs/${known}`)).status).toBe(200)
  })

  it('lies in the print room for days without being taken for lost', async () => {
    await book()
    await print()
    const later = { ...ground.authority, demoOffset: ground.authority.demoOffset + DAY }
    const deps = { database: ground.city.database, links: ground.links, log: openLog({ level: 'silent' }) }
    await tidyOutbox(
      {
        ...deps,
        transport: () => undefined,
        publicUrl: () => '',
        punctualityAt: async () => ({ early: 0, late: 0 }),
      },
      later,
    )
    expect((await rows()).map(({ state }) => state)).toEqual(['sending'])
  })

  it('that was not printed is taken back on its day; what newer news has overtaken does not come again', async () => {
    const visit = await book()
    await book()
    const id = asId<'letterRun'>(await print())
    expect(await run((tx) => undoRun(tx, id, null), plus(CALLING, DAY))).toMatchObject({
      code: 'run_too_old',
    })
    const startsAt = await timeIn(ENOUGH + 1)
    await run((tx) => moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt }), plus(CALLING, HOUR))
    expect(await run((tx) => undoRun(tx, id, null), plus(CALLING, 2 * HOUR))).toMatchObject({ ok: true })
    const states = (await rows()).map(({ kind, state }) => `${kind} ${state}`)
    expect(states.sort()).toEqual(['booked due', 'booked failed', 'moved due'])
    expect(await run((tx) => undoRun(tx, id, null))).toMatchObject({ code: 'unknown_run' })
    const again = await run((tx) => makeLetterRun(tx, letters, null), plus(CALLING, 2 * HOUR))
    expect(again).toMatchObject({ ok: true, value: { letters: 2 } })
  })
})

describe('a letter that comes back', () => {
  it('stands among what did not arrive by the number on it, and is printed again if somebody wants it', async () => {
    await book()
    const id = asId<'letterRun'>(await print())
    const returned = (number: string) => run((tx) => noteReturnedLetter(tx, number, null))
    expect(await returned('1-1')).toMatchObject({ code: 'not_posted' })
    await run((tx) => postRun(tx, id, null))
    expect(await returned('1-2')).toMatchObject({ code: 'unknown_letter' })
    expect(await returned('1 – 1')).toEqual({ ok: true, value: { listed: true } })
    const { json } = await info.get('/api/undelivered')
    const [message] = json.messages as { message: string; channel: string; why: string }[]
    expect(message).toMatchObject({ channel: 'letter', why: 'letter_returned' })
    const again = asId<'message'>(message?.message ?? '')
    expect(await run((tx) => sendAgain(tx, ground.links, again))).toMatchObject({ ok: true })
    expect((await rows()).map(({ state, recipient }) => `${state} ${recipient !== ''}`)).toEqual(['due true'])
    expect(await run((tx) => makeLetterRun(tx, letters, null))).toMatchObject({ value: { letters: 1 } })
  })

  it('of another site is not known here', async () => {
    await book(ENOUGH, 'nord')
    await run(async (tx) => {
      const made = await makeLetterRun(tx, letters, null)
      await postRun(tx, made.ok ? made.value.id : impossible(made.code), null)
    })
    expect((await info.call('/api/letters/returned', { number: '1-1' })).json).toMatchObject({
      code: 'unknown_letter',
    })
  })
})

it('who answers for the house is told when letters lie for longer than a working day', async () => {
  await book()
  const count = (at: Instant) => run((tx) => countLateLetters(tx), at)
  expect(await count(plus(CALLING, DAY))).toBe(0)
  expect(await count(plus(CALLING, 2 * DAY))).toBe(1)
  const room = await run((tx) => letterRoom(tx, null), plus(CALLING, 2 * DAY))
  expect(room.waiting).toMatchObject([{ count: 1, late: true }])
  const made = await run((tx) => makeLetterRun(tx, letters, null))
  // Printed, but not with the post.
  expect(await count(plus(CALLING, 2 * DAY))).toBe(1)
  await run((tx) => postRun(tx, made.ok ? made.value.id : impossible(made.code), null))
  expect(await count(plus(CALLING, 2 * DAY))).toBe(0)
})
