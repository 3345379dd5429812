import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settleKeeping } from '#features/papers/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { hashToken } from '#platform/crypto/token.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { asOwner } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { type Ground, signIn } from '#test/laws/ground.ts'
import { openPapersGround, type PapersCity } from '#test/papersCity.ts'
import {
  bookNext,
  cancelForCaller,
  cancelOwnBooking,
  forgetSecondTries,
  goingOn,
  goOnWith,
  holdTime,
  searchTimes,
} from './actions.ts'

// One booking at a time goes on with a matter, whoever makes it; and what is left of a booking that was cancelled,
// whoever cancelled it.

let ground: Ground
let papers: PapersCity
openPapersGround((opened) => {
  ;({ ground, papers } = opened)
})

/** Waits for a lock for longer than a busy machine needs to bring all three there. */
let patient: Database
beforeAll(() => {
  patient = openDatabase({ url: ground.city.appUrl, connections: 3, statementSeconds: 120 })
})
afterAll(() => patient.close())

const MATTERS = [{ serviceKey: 'registration', people: 1 }]
const CONTACT = { name: 'Ada Lind', email: 'ada@mail.example', phone: null }
const MINUTES = (minutes: number) => plus(TEST_START, minutes * MINUTE)
/** Longer than a server on a busy machine needs to come as far as a lock. Milliseconds. */
const PATIENT = { timeout: 60_000, interval: 50 }
const browsers = (() => {
  let count = 0
  return () => `going on ${count++}`
})()

/** Free times of today at Mitte, the last one first, so far from one another that they share no cell. */
async function freeTimes(): Promise<readonly Instant[]> {
  const found = await papers.run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' }))
  const times: Instant[] = []
  for (const { startsAt } of (found.ok ? found.value.times : []).toReversed())
    if (startsAt + HOUR <= (times.at(-1) ?? Number.POSITIVE_INFINITY)) times.push(startsAt)
  return times
}
const freeTime = async () => (await freeTimes())[0] ?? impossible('no free time')

const choose = ({ id }: Pick<Visit, 'id'>, browser: string) => papers.run((tx) => goOnWith(tx, id, browser))
/** A hold of a browser that has chosen to go on with a visit. */
const hold = (browser: string, startsAt: Instant, run: PapersCity['run'] = papers.run) => {
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', channel: 'online' } as const
  return run((tx) => holdTime(tx, ground.links, { ...wish, browser, goesOn: true }))
}
/** Staff books the next visit after this one. */
const next = ({ id }: Pick<Visit, 'id'>, startsAt: Instant, run: PapersCity['run'] = papers.run) => {
  const booking = { siteKey: 'mitte', startsAt, channel: 'telephone', outcome: 'moved' } as const
  return run((tx) => bookNext(tx, ground.links, id, { ...booking, contact: CONTACT }))
}

/** Nobody came to a visit. Its state is written as it is: what led there is of no matter here. */
async function missed(visit: Visit): Promise<Visit> {
  for (const guard of ['visit_state_journalled', 'visit_arrival'])
    await papers.sql(`ALTER TABLE visit DROP CONSTRAINT IF EXISTS ${guard}`)
  await papers.sql("UPDATE visit SET state = 'no_show' WHERE id = $1", [visit.id])
  return { ...visit, state: 'no_show' }
}

/** A missed visit for which a paper is here. */
async function missedWithPaper(): Promise<Visit> {
  const visit = await papers.booked()
  await papers.hand(visit)
  return missed(visit)
}

/** The visits that are still to come for the matter of this one. */
const ahead = ({ id }: Pick<Visit, 'id'>) =>
  papers.sql(
    `SELECT v.id, v.state FROM visit v JOIN visit_matter l ON l.visit_id = v.id
     WHERE v.state IN ('held', 'booked')
       AND l.matter_id IN (SELECT matter_id FROM visit_matter WHERE visit_id = $1)`,
    [id],
  )

describe('one booking at a time goes on with a matter', () => {
  it('so staff is told of what was booked online, and online nothing is offered of what staff booked', async () => {
    const visit = await missedWithPaper()
    const browser = browsers()
    await choose(visit, browser)
    const held = await hold(browser, await freeTime())
    if (!held.ok) throw new Error(held.code)
    expect(await next(visit, await freeTime())).toEqual({ ok: false, code: 'goes_on_already' })
    await papers.confirm({ id: held.value.id, browser })
    expect(await next(visit, await freeTime())).toEqual({ ok: false, code: 'goes_on_already' })
    expect(await ahead(visit)).toEqual([{ id: held.value.id, state: 'booked' }])
    // Given up, the matter is free for the next one.
    await papers.run((tx) => cancelOwnBooking(tx, held.value.id, undefined))
    const booked = await next(visit, await freeTime())
    expect(booked.ok && (await papers.matterOf(booked.value.id))).toBe(await papers.matterOf(visit.id))
    expect(await papers.run((tx) => goingOn(tx, visit, undefined))).toBeUndefined()
    expect(await next(visit, await freeTime())).toEqual({ ok: false, code: 'goes_on_already' })
  })

  /**
   * Three visits to one matter were missed: by the links of two of them it is booked anew, and staff books after the
   * third, all three when each has seen that nobody goes on with it. How many of them have the matter then.
   */
  async function race(): Promise<number> {
    const first = await missedWithPaper()
    const visits = [first]
    for (let more = 0; more < 2; more++) {
      const browser = browsers()
      await choose(visits.at(-1) ?? first, browser)
      const held = await hold(browser, await freeTime())
      if (!held.ok) throw new Error(held.code)
      visits.push(await missed(await papers.confirm({ id: held.value.id, browser })))
    }
    const [one = first, two = first, three = first] = visits
    const [mine, yours] = [browsers(), browsers()]
    await choose(one, mine)
    await choose(two, yours)
    const [a = TEST_START, b = TEST_START, c = TEST_START] = await freeTimes()
    const run: PapersCity['run'] = (work) => patient.withAuthority(ground.authority, work, { at: TEST_START })
    let booking: Promise<unknown[]> = Promise.resolve([])
    await asOwner(ground.city.ownerUrl, async (owner) => {
      const links = `${ground.authority.schema}.visit_matter`
      // Whoever reads is let through, and whoever writes waits.
      await owner.query(`BEGIN; LOCK TABLE ${links} IN SHARE MODE`)
      booking = Promise.all([hold(mine, a, run), hold(yours, b, run), next(three, c, run)])
      const waiting = async () => {
        const { rows } = await owner.query<{ count: number }>(
          'SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND relation = $1::regclass',
          [links],
        )
        return rows[0]?.count
      }
      await expect.poll(waiting, PATIENT).toBe(3)
      await owner.query('COMMIT')
    })
    // Who was later books anyway, with a matter of their own; staff is told.
    expect(await booking).toEqual([
      expect.objectContaining({ ok: true }),
      expect.objectContaining({ ok: true }),
      expect.toSatisfy((booked) => booked.ok || booked.code === 'goes_on_already'),
    ])
    return (await ahead(first)).length
  }

  it('also of three at the very same moment, by different links and through staff', async () => {
    for (let round = 0; round < 2; round++) expect(await race()).toBe(1)
  })

  it('without the index all three have it (control)', async () => {
    await papers.sql('DROP INDEX visit_matter_going_on')
    expect(await race()).toBe(3)
  })
})

describe('the papers of a cancelled booking', () => {
  const stateOf = async (id: Id<'paperFile'>) =>
    (await papers.sql('SELECT state FROM paper_file WHERE id = $1', [id]))[0]?.state
  const settle = (at: Instant) => papers.run((tx) => settleKeeping(tx, papers.vault), at)
  const linkOf = ({ id }: Pick<Visit, 'id'>) => ground.links.tokenOf(ground.authority.key, id, 1)

  it('wait an hour for staff who cancelled it for its person, and the link gives nothing', async () => {
    const visit = await papers.booked()
    const file = await papers.hand(visit)
    const agent = await signIn(ground.visitor(), 'telefon')
    const [row] = await papers.sql(
      'SELECT m.reference FROM matter m JOIN visit_matter l ON l.matter_id = m.id WHERE l.visit_id = $1',
      [visit.id],
    )
    const found = async () =>
      (await agent.get(`/api/bookings?search=${String(row?.reference)}`)).json.bookings
    expect((await agent.call(`/api/bookings/${visit.id}/cancel`)).status).toBe(204)
    await settle(MINUTES(30))
    expect(await stateOf(file)).toBe('quarantined')
    expect(await found()).toMatchObject([{ visit: visit.id, state: 'cancelled', mayFollow: true }])
    const cancelled = { id: visit.id, state: 'cancelled' } as const
    expect(await choose(visit, browsers())).toBeUndefined()
    expect(await papers.run((tx) => goingOn(tx, cancelled, browsers()))).toBeUndefined()
    expect((await ground.visitor().get(`/v/${linkOf(visit)}?lang=de`)).text).not.toContain('Unterlagen')
    const asked = { channel: 'telephone', site: 'mitte', outcome: 'partly' }
    const again = await agent.call(`/api/bookings/${visit.id}/next`, {
      ...asked,
      startsAt: isoInstant(await freeTime()),
      contact: { name: 'Ada Lind' },
    })
    expect(again.json).toMatchObject({ state: 'booked', services: [{ reference: row?.reference }] })
    // Nobody came to it: it has no end to be told of, and the next one is a booking of its own.
    expect(
      await papers.sql(
        `SELECT l.outcome, m.outcome AS now, (SELECT follows_visit_id FROM visit WHERE id = $2) AS follows
         FROM visit_matter l JOIN matter m ON m.id = l.matter_id WHERE l.visit_id = $1`,
        [visit.id, again.json.visit],
      ),
    ).toEqual([{ outcome: null, now: null, follows: null }])
    await settle(MINUTES(70))
    expect(await stateOf(file)).toBe('quarantined')
  })

  it('go after the hour, and then nobody books with them', async () => {
    const visit = await papers.booked()
    const file = await papers.hand(visit)
    await papers.run((tx) => cancelForCaller(tx, visit.id))
    await papers.run(forgetSecondTries, MINUTES(61))
    await settle(MINUTES(61))
    expect(await stateOf(file)).toBe('destroyed')
    expect(await next(visit, await freeTime())).toEqual({ ok: false, code: 'not_followed' })
  })

  it('wait for a program that shows its browser as the page does; of one that shows none they go at once', async () => {
    const secret = 'goingOnBrowser00000000'
    for (const isShown of [true, false]) {
      const visit = await papers.booked()
      const file = await papers.hand(visit)
      const program = ground.visitor()
      if (isShown) program.cookies.set('dran_browser', secret)
      expect((await program.call(`/api/visits/${linkOf(visit)}/cancel`)).status).toBe(204)
      await settle(MINUTES(30))
      expect(await stateOf(file)).toBe(isShown ? 'quarantined' : 'destroyed')
      expect(await papers.sql('SELECT browser FROM second_try WHERE visit_id = $1', [visit.id])).toEqual(
        isShown ? [{ browser: hashToken(secret).toString('base64url') }] : [],
      )
      const page = (await program.get(`/v/${linkOf(visit)}?lang=de`)).text
      expect(page.includes('Neuen Termin mit diesen Unterlagen buchen')).toBe(isShown)
    }
  })
})
