import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { anySite, findSite, listSites } from '#features/authority/actions.ts'
import { claimDue, endAttempt, loadFacts } from '#features/message/actions.ts'
import type { MailFacts, Message, MessageFacts } from '#features/message/model.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, type Instant, localDate, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible, ok } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { plainLinks } from '#test/plainLinks.ts'
import {
  bookForCaller,
  cancelBooking,
  describeVisit,
  foreseeMove,
  listCalls,
  moveBooking,
  moveSite,
  noteLostCall,
  searchTimes,
} from './actions.ts'
import { addressChangesOf, readConcerned } from './store/relocation.ts'

/** The site moves in the night to Thursday. */
const THURSDAY = localDate('2027-03-04')
const [WEDNESDAY_TEN, THURSDAY_TEN, FRIDAY_TEN] = ['03', '04', '05'].map((day) =>
  parseInstant(`2027-03-${day}T09:00:00Z`),
) as [Instant, Instant, Instant]
const words = (text: string) => ({ de: text, 'de-simple': text, en: text })
const RING = {
  texts: { name: words('Bürgeramt am Ring'), way: words('Durch das Tor') },
  district: 'Nord',
  street: 'Ring 2',
  postcode: '59981',
  town: 'Neuwalden',
  latitude: 51.35,
  longitude: 9,
  stepFree: false,
  familyFriendly: false,
  selfService: false,
}

let city: City

beforeEach(async () => {
  city = await openCity({ connections: 6 })
})
afterEach(async () => {
  await city.unchanged()
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })

const mitte = async (tx: Tx) => (await findSite(tx, 'mitte')) ?? impossible('no such site')

let people = 0
const booking = (startsAt: Instant, email: string | null, phone: string | null) => (tx: Tx) =>
  bookForCaller(tx, plainLinks, {
    matters: [{ serviceKey: 'identity-card', people: 1 }],
    siteKey: 'mitte',
    startsAt,
    language: 'de',
    channel: 'telephone',
    beyondLimits: true,
    contact: { name: `Ada ${++people}`, email, phone },
  })

async function booked(
  startsAt: Instant,
  email: string | null = 'ada@example.org',
  phone: string | null = '0999 1',
) {
  const made = await run(booking(startsAt, email, phone))
  return made.ok ? made.value : impossible(made.code)
}

const announce = (firstDay = THURSDAY, at?: Instant) =>
  run(async (tx) => moveSite(tx, (await mitte(tx)).id, { id: null, wish: { ...RING, firstDay } }), at)

async function announced(firstDay = THURSDAY): Promise<Id<'relocation'>> {
  const done = await announce(firstDay)
  return done.ok ? done.value.id : impossible(done.code)
}

const change = (id: Id<'relocation'>, firstDay: typeof THURSDAY | null) =>
  run(async (tx) =>
    moveSite(tx, (await mitte(tx)).id, { id, wish: firstDay === null ? null : { ...RING, firstDay } }),
  )

/** The mails about moves in the outbox, by visit. */
const mailsOf = (visit: Visit) =>
  run(async (tx) => {
    const rows = await tx.rows(
      raw<{ state: string }>(
        sql`SELECT state FROM message WHERE kind = 'relocated' AND visit_id = ${visit.id} ORDER BY state`,
      ),
    )
    return rows.map(({ state }) => state)
  })

/** Sends everything that is due; what the mails about moves told. */
async function sendAll(at: Instant = TEST_START): Promise<MessageFacts[]> {
  const told: MessageFacts[] = []
  for (;;) {
    const one = await run(async (tx) => {
      const attempt = newId<'attempt'>(tx.now)
      const message = await claimDue(tx, attempt, 'mail')
      if (!message) return undefined
      const facts = await loadFacts(tx, plainLinks, 'https://city.example', message)
      await endAttempt(
        tx,
        message.id,
        attempt,
        facts ? { state: 'sent' } : { state: 'failed', failure: 'out_of_date' },
      )
      return { message, facts }
    }, at)
    if (!one) return told
    if (isAboutMove(one.message, one.facts)) told.push(one.facts)
  }
}

function isAboutMove(message: Message, facts: MailFacts | undefined): facts is MessageFacts {
  return message.kind === 'relocated' && facts !== undefined
}

describe('a site that moves', () => {
  test('is at its new address from its own midnight on, without anybody restarting anything', async () => {
    await announced()
    const street = async (at: string) => (await run(mitte, parseInstant(at))).street
    // Thursday begins at 23 o'clock UTC; asked in this order, nothing stays from before.
    expect(await street('2027-03-03T22:59:59Z')).toBe('Am Markt 1')
    expect(await street('2027-03-03T23:00:00Z')).toBe('Ring 2')
    expect(await street('2027-03-03T22:59:59Z')).toBe('Am Markt 1')
    const [one, two] = await Promise.all([run(listSites), run(listSites)])
    expect(one).toBe(two)
  })

  test('is there for each booking on its day, and the booking keeps its time', async () => {
    const before = await booked(WEDNESDAY_TEN)
    const after = await booked(THURSDAY_TEN)
    await announced()
    const seen = (visit: Visit, at?: Instant) =>
      run(async (tx) => {
        const { site, movesOn } = await describeVisit(tx, (await loadVisit(tx, visit.id)) ?? visit)
        return [site?.street, site?.stepFree, movesOn]
      }, at)
    expect(await seen(before)).toEqual(['Am Markt 1', true, null])
    expect(await seen(after)).toEqual(['Ring 2', false, THURSDAY])
    expect(await seen(after, THURSDAY_TEN)).toEqual(['Ring 2', false, null])
    expect(await run((tx) => loadVisit(tx, after.id))).toMatchObject({
      state: 'booked',
      appointmentAt: THURSDAY_TEN,
    })
  })

  test('tells those who come afterwards, once, and nobody else', async () => {
    const [before, after] = [await booked(WEDNESDAY_TEN), await booked(FRIDAY_TEN)]
    const gone = await booked(FRIDAY_TEN)
    await run(async (tx) => cancelBooking(tx, gone.id))
    expect(await announce()).toMatchObject({
      ok: true,
      value: { follow: 1, byMail: 1, byPhone: 0, byLetter: 0 },
    })
    expect([await mailsOf(before), await mailsOf(after), await mailsOf(gone)]).toEqual([[], ['due'], []])
    const [told, ...more] = await sendAll()
    expect(more).toEqual([])
    expect(told).toMatchObject({
      visitId: after.id,
      site: { name: 'Bürgeramt am Ring', street: 'Ring 2', way: 'Durch das Tor' },
      relocation: { firstDay: THURSDAY, stepFree: false },
      addressChanges: 1,
    })
    expect(await sendAll()).toEqual([])
  })

  test('is foreseen without telling anybody', async () => {
    await booked(THURSDAY_TEN)
    const phone = await booked(FRIDAY_TEN, null)
    await booked(plus(FRIDAY_TEN, 30 * MINUTE), null, null)
    const seen = await run(async (tx) =>
      foreseeMove(tx, (await mitte(tx)).id, { id: null, wish: { ...RING, firstDay: THURSDAY } }),
    )
    expect(seen).toEqual(ok({ follow: 3, byMail: 1, byPhone: 1, byLetter: 1 }))
    expect(await run((tx) => addressChangesOf(tx, phone.id))).toBe(0)
    expect(await run(listCalls)).toEqual([])
  })

  test('puts those whom no mail reaches on the list of calls until they are told', async () => {
    const visit = await booked(THURSDAY_TEN, null)
    const id = await announced()
    const calls = async () =>
      (await run(listCalls)).map(({ visit: { id }, kind, toldAt }) => [id, kind, toldAt !== null])
    expect(await calls()).toEqual([[visit.id, 'relocated', false]])
    expect(await run((tx) => noteLostCall(tx, visit.id, 'not_reached'))).toEqual(ok(null))
    expect(await run(listCalls)).toMatchObject([{ tries: 1, againAt: plus(TEST_START, HOUR), toldAt: null }])
    expect(await run((tx) => noteLostCall(tx, visit.id, 'told'))).toEqual(ok(null))
    expect(await calls()).toEqual([[visit.id, 'relocated', true]])
    // A second change has to be told again, as if nobody had called.
    await change(id, null)
    expect(await calls()).toEqual([[visit.id, 'relocated', false]])
    expect(await run(listCalls)).toMatchObject([{ tries: 0, againAt: null }])
    expect(await mailsOf(visit)).toEqual([])
  })

  test('leaves those in peace whose booking has moved elsewhere since, by telephone and by mail', async () => {
    const [called, mailed] = [await booked(THURSDAY_TEN, null), await booked(FRIDAY_TEN)]
    await announced()
    expect(await run(listCalls)).toHaveLength(1)
    for (const { id, appointmentAt } of [called, mailed]) {
      const to = { siteKey: 'nord', startsAt: appointmentAt ?? impossible('no time') }
      expect(await run((tx) => moveBooking(tx, id, to), plus(TEST_START, MINUTE))).toMatchObject({ ok: true })
    }
    expect(await run(listCalls)).toEqual([])
    expect(await sendAll(plus(TEST_START, 2 * MINUTE))).toEqual([])
    expect(await mailsOf(mailed)).toEqual(['failed'])
  })
})

describe('a search by distance', () => {
  const near = (more: { stepFree?: boolean; withinKm?: number }) =>
    run(async (tx) => {
      const matters = [{ serviceKey: 'identity-card', people: 1 }]
      const found = await searchTimes(tx, {
        matters,
        siteKey: 'mitte',
        dayLimit: 60,
        narrowing: { near: '59981', ...more },
      })
      if (!found.ok) return impossible(found.code)
      const { days, sites } = found.value
      return { first: days[0], last: days.at(-1), km: sites.map(({ km }) => Math.round(km ?? -1)) }
    })

  test('goes by the address that holds on the day of the time', async () => {
    expect((await near({ withinKm: 2 })).first).toBeUndefined()
    await announced()
    // From the move on the site is in that district; before it, five kilometres away.
    expect(await near({ withinKm: 2 })).toMatchObject({ first: THURSDAY, km: [0] })
    expect(await near({})).toMatchObject({ first: '2027-03-01', km: [6, 6] })
    expect(await near({ stepFree: true })).toMatchObject({ first: '2027-03-01', last: '2027-03-03' })
  })
})

describe('a change', () => {
  test('tells once more those whom it concerns, and takes the entry in the calendar along', async () => {
    const [thursday, friday] = [await booked(THURSDAY_TEN), await booked(FRIDAY_TEN)]
    const id = await announced()
    await sendAll()
    await change(id, localDate('2027-03-05'))
    expect([await mailsOf(thursday), await mailsOf(friday)]).toEqual([['due', 'sent'], ['sent']])
    const told = await sendAll()
    expect(told).toMatchObject([
      {
        visitId: thursday.id,
        site: { street: 'Am Markt 1' },
        relocation: { firstDay: null },
        addressChanges: 2,
      },
    ])
  })

  test('that takes the move back tells those who had been told', async () => {
    const visit = await booked(THURSDAY_TEN)
    const id = await announced()
    await sendAll()
    expect(await change(id, null)).toMatchObject({ ok: true, value: { follow: 1, byMail: 1 } })
    expect(await sendAll()).toMatchObject([{ visitId: visit.id, site: { street: 'Am Markt 1' } }])
    expect((await run((tx) => anySite(tx, visit.siteId)))?.addresses).toHaveLength(1)
    // The same day is free again.
    expect((await announce()).ok).toBe(true)
  })

  test('is not told to those whose first mail had not left, beyond what is true then', async () => {
    const [thursday, friday] = [await booked(THURSDAY_TEN), await booked(FRIDAY_TEN)]
    const id = await announced()
    await change(id, localDate('2027-03-05'))
    expect([await mailsOf(thursday), await mailsOf(friday)]).toEqual([['due'], ['due']])
    // Who never heard of a move is not told that there is none.
    expect(await sendAll()).toMatchObject([{ visitId: friday.id, relocation: { firstDay: '2027-03-05' } }])
  })

  test('is refused once the day has come, and for a day that is taken', async () => {
    const id = await announced()
    expect(await announce()).toEqual({ ok: false, code: 'day_taken' })
    const late = await run(async (tx) => moveSite(tx, (await mitte(tx)).id, { id, wish: null }), THURSDAY_TEN)
    expect(late).toEqual({ ok: false, code: 'relocation_over' })
  })
})

describe('exactly once', () => {
  const command = (key: string) => ({ key, kind: 'relocation', caller: 'somebody', input: THURSDAY })
  const send = (key: string, after: (tx: Tx) => Promise<void> = async () => undefined) =>
    runCommand(city.database, city.authority, command(key), async (tx) => {
      const done = await moveSite(tx, (await mitte(tx)).id, {
        id: null,
        wish: { ...RING, firstDay: THURSDAY },
      })
      await after(tx)
      return done
    })
  /** By the real clock here, which a command has: the day of the move lies ahead in both. */
  const KEY = '01930000-0000-7000-8000-0000000000aa'

  test('holds when the same command comes again, or twice at once', async () => {
    const visit = await booked(THURSDAY_TEN)
    const [one, two] = await Promise.all([send(KEY), send(KEY)])
    expect(one).toEqual(two)
    expect(await send(KEY)).toEqual(one)
    expect(await mailsOf(visit)).toEqual(['due'])
    expect(await run((tx) => addressChangesOf(tx, visit.id))).toBe(1)
  })

  test('holds when two people announce the same at once', async () => {
    const visit = await booked(THURSDAY_TEN)
    const answers = await Promise.all([send(KEY), send(KEY.replace('aa', 'ab'))])
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await mailsOf(visit)).toEqual(['due'])
  })

  test('holds when the server dies before the end', async () => {
    const visit = await booked(THURSDAY_TEN)
    const dying = send(KEY, async (tx) => {
      if (tx.attempt > 1) throw new Error('dead')
      const { pid } = await tx.one(raw<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`))
      await asOwner(city.ownerUrl, (client) => client.query('SELECT pg_terminate_backend($1)', [pid]))
    })
    await expect(dying).rejects.toThrow()
    expect(await mailsOf(visit)).toEqual([])
    expect((await send(KEY)).ok).toBe(true)
    expect(await mailsOf(visit)).toEqual(['due'])
  })

  /** Books and does something before the commit. */
  async function whileBooking(
    meanwhile: (tx: Tx) => Promise<unknown>,
  ): Promise<{ visit: Visit; meant: Promise<unknown> }> {
    let meant: Promise<unknown> = Promise.resolve()
    const visit = await run(async (tx) => {
      const made = await booking(THURSDAY_TEN, 'ada@example.org', null)(tx)
      meant = run(meanwhile)
      await new Promise((resolve) => setTimeout(resolve, 150))
      return made.ok ? made.value : impossible(made.code)
    })
    return { visit, meant }
  }

  test('holds for somebody who books in the same moment', async () => {
    const { visit, meant } = await whileBooking(async (tx) =>
      moveSite(tx, (await mitte(tx)).id, { id: null, wish: { ...RING, firstDay: THURSDAY } }),
    )
    await meant
    expect(await mailsOf(visit)).toEqual(['due'])
  })

  test('would not without waiting for those who are writing (control)', async () => {
    const { meant } = await whileBooking(async (tx) => {
      const site = await mitte(tx)
      return readConcerned(tx, site.id, [{ from: THURSDAY, until: null }], THURSDAY)
    })
    expect(await meant).toEqual([])
  })
})
