import { describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { claimFile, settleKeeping } from '#features/papers/actions.ts'
import { decide, queueOf } from '#features/precheck/actions.ts'
import { mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { TEST_START } from '#test/fixtures.ts'
import type { Ground } from '#test/laws/ground.ts'
import { afterLine, type Visitor } from '#test/laws/http.ts'
import { proofOf } from '#test/laws/proven.ts'
import { ITEM, ITEMS, openPapersGround, type PapersCity } from '#test/papersCity.ts'
import {
  bookForCaller,
  cancelBooking,
  cancelOwnBooking,
  confirmBooking,
  expireHolds,
  forgetSecondTries,
  giveContact,
  goingOn,
  goOnWith,
  holdTime,
  saveHoldContact,
  searchTimes,
} from './actions.ts'

// Papers belong to the matter and outlive the visit, so a second try starts with them.

let ground: Ground
let papers: PapersCity

openPapersGround((opened) => {
  ;({ ground, papers } = opened)
})

const MATTERS = [{ serviceKey: 'registration', people: 1 }]
const MINUTES = (minutes: number) => plus(TEST_START, minutes * MINUTE)

async function freeTime(at = TEST_START): Promise<Instant> {
  const found = await papers.run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' }), at)
  return (found.ok && found.value.times.at(-1)?.startsAt) || impossible('no free time')
}

/** A hold of a browser that has chosen to book with its papers. */
async function holdAgain(browser: string, goesOn = true, people = 1): Promise<Visit> {
  const wish = {
    matters: [{ serviceKey: 'registration', people }],
    siteKey: 'mitte',
    startsAt: await freeTime(),
  }
  const asked = { ...wish, language: 'de', channel: 'online', browser, goesOn } as const
  const held = await papers.run((tx) => holdTime(tx, ground.links, asked))
  return held.ok ? held.value : impossible(held.code)
}

async function confirmed(visit: Visit, browser: string): Promise<Visit> {
  return papers.confirm({ id: visit.id, browser })
}

const stateOf = async (id: Id<'paperFile'>) =>
  (await papers.sql('SELECT state, kept_until::text AS until FROM paper_file WHERE id = $1', [id]))[0]
const settle = (at: Instant) => papers.run((tx) => settleKeeping(tx, papers.vault), at)
const browsers = (() => {
  let count = 0
  return () => `second try ${count++}`
})()

/** A booking with a paper that its browser cancels and wants to book anew. */
async function cancelled(browser: string): Promise<{ visit: Visit; file: Id<'paperFile'> }> {
  const visit = await papers.booked()
  const file = await papers.hand(visit)
  const done = await papers.run((tx) => cancelOwnBooking(tx, visit.id, browser))
  expect(done.ok).toBe(true)
  return { visit, file }
}

const choose = (visit: Pick<Visit, 'id'>, browser: string) =>
  papers.run((tx) => goOnWith(tx, visit.id, browser))

describe('who cancels and books anew in the same browser', () => {
  it('starts with the papers: the same matter, kept by the new day, and what was said of them', async () => {
    const browser = browsers()
    const visit = await papers.booked()
    const site = (await papers.run((tx) => findSite(tx, 'mitte'))) ?? impossible('no site')
    const [green, refused] = [await papers.hand(visit), await papers.hand(visit, { item: ITEMS[1] ?? '' })]
    const matter = (await papers.run((tx) => mattersOf(tx, [visit.id]))).get(visit.id)?.[0]
    const reference = matter?.reference ?? impossible('no matter')
    const queue = await papers.run((tx) => queueOf(tx, site))
    const seen = queue.find((each) => each.visit.id === visit.id)?.matters[0]?.papers ?? []
    const came = seen.find(({ item }) => item === ITEMS[1])?.handedIn?.at ?? impossible('nothing came')
    const word = {
      reference,
      item: ITEMS[1] ?? '',
      came,
      verdict: 'question',
      answer: 'unreadable',
      words: null,
    } as const
    const said = { version: 0, said: [word], minutes: null, anotherTime: false }
    expect((await papers.run((tx) => decide(tx, site, visit.id, said))).ok).toBe(true)
    await papers.run((tx) => cancelOwnBooking(tx, visit.id, browser))
    await choose(visit, browser)
    const held = await holdAgain(browser)
    const again = await confirmed(held, browser)
    expect((await papers.run((tx) => mattersOf(tx, [again.id]))).get(again.id)?.[0]).toMatchObject({
      reference,
    })
    await papers.sql('UPDATE visit SET day = day + 3 WHERE id = $1', [again.id])
    await settle(MINUTES(70))
    for (const file of [green, refused])
      expect(await stateOf(file)).toEqual({ state: 'quarantined', until: addDays(again.day, 17) })
    await papers.sql('UPDATE visit SET day = day - 3 WHERE id = $1', [again.id])
    const now = (await papers.run((tx) => queueOf(tx, site))).find((each) => each.visit.id === again.id)
    const looked = now?.matters[0]?.papers ?? []
    expect(looked.find(({ item }) => item === ITEMS[1])).toMatchObject({
      check: { verdict: 'question', answer: 'unreadable' },
      isNew: false,
    })
    expect(looked.find(({ item }) => item === ITEM)).toMatchObject({ handedIn: {}, isNew: true })
  })

  it('has an hour for it; without it the papers of a cancelled booking go at once', async () => {
    const { file } = await cancelled(browsers())
    const other = await papers.booked()
    const gone = await papers.hand(other)
    await papers.run((tx) => cancelBooking(tx, other.id))
    await settle(MINUTES(59))
    expect([(await stateOf(file))?.state, (await stateOf(gone))?.state]).toEqual(['quarantined', 'destroyed'])
    await papers.run(forgetSecondTries, MINUTES(61))
    await settle(MINUTES(61))
    expect((await stateOf(file))?.state).toBe('destroyed')
  })

  it('brings nothing along who does not ask for it, in the same browser or through staff', async () => {
    const browser = browsers()
    const { visit, file } = await cancelled(browser)
    const matterId = await papers.matterOf(visit.id)
    const plain = await confirmed(await holdAgain(browser), browser)
    expect(await papers.matterOf(plain.id)).not.toBe(matterId)
    const contact = { name: 'Ada Lind', email: 'ada@mail.example', phone: null }
    const wish = { matters: MATTERS, siteKey: 'mitte', startsAt: await freeTime(), language: 'de' } as const
    const byStaff = await papers.run((tx) =>
      bookForCaller(tx, ground.links, { ...wish, channel: 'telephone', contact }),
    )
    expect(byStaff.ok && (await papers.matterOf(byStaff.value.id))).not.toBe(matterId)
    await settle(MINUTES(61))
    expect((await stateOf(file))?.state).toBe('destroyed')
  })

  it('takes them once: a second booking at the same time begins anew; given up, they can be taken again', async () => {
    const browser = browsers()
    const { visit } = await cancelled(browser)
    await choose(visit, browser)
    const matterId = await papers.matterOf(visit.id)
    const first = await holdAgain(browser)
    expect(await papers.matterOf(first.id)).toBe(matterId)
    // Another time in the same form takes the place of the first one, papers and all.
    await papers.sql("UPDATE visit SET appointment_at = appointment_at - interval '1 minute' WHERE id = $1", [
      first.id,
    ])
    const instead = await holdAgain(browser)
    expect(instead.id).not.toBe(first.id)
    expect(await papers.matterOf(instead.id)).toBe(matterId)
    const contact = { name: 'Ada Lind', email: 'ada@second.example', phone: null }
    await papers.run((tx) => saveHoldContact(tx, browser, contact))
    expect((await papers.run((tx) => giveContact(tx, ground.links, browser))).ok).toBe(true)
    const second = await holdAgain(browser)
    expect(await papers.matterOf(second.id)).not.toBe(matterId)
    await papers.run((tx) => confirmBooking(tx, instead.id))
    const may = () => papers.run((tx) => goingOn(tx, { id: visit.id, state: 'cancelled' }, browser))
    expect(await may()).toBeUndefined()
    // What decides is that somebody has them, not that the hour is over (control).
    await papers.run((tx) => cancelBooking(tx, instead.id))
    expect(await may()).toEqual({ until: MINUTES(60) })
  })

  it('comes with as many as are asked for now', async () => {
    const browser = browsers()
    const { visit } = await cancelled(browser)
    await choose(visit, browser)
    const held = await holdAgain(browser, true, 3)
    expect((await papers.run((tx) => mattersOf(tx, [held.id]))).get(held.id)).toMatchObject([{ people: 3 }])
  })
})

describe('until the new contact is confirmed', () => {
  it('nobody looks at the papers, and a hold that runs out takes nothing along but what was sent in it', async () => {
    const browser = browsers()
    await papers.sql("UPDATE paper_file SET due_at = 'infinity' WHERE state = 'quarantined'")
    const { visit, file } = await cancelled(browser)
    const claimed = () => papers.run((tx) => claimFile(tx, papers.vault, true))
    expect(await claimed()).toBeUndefined()
    await choose(visit, browser)
    const held = await holdAgain(browser)
    expect(await claimed()).toBeUndefined()
    const fresh = await papers.hand(held, { item: ITEMS[1] ?? '' })
    await papers.run((tx) => expireHolds(tx), MINUTES(20))
    await settle(MINUTES(20))
    expect([(await stateOf(file))?.state, (await stateOf(fresh))?.state]).toEqual([
      'quarantined',
      'destroyed',
    ])
    const again = await confirmed(await holdAgain(browser), browser)
    expect(await papers.matterOf(again.id)).toBe(await papers.matterOf(visit.id))
    expect(await claimed()).toMatchObject({ id: file })
  })
})

describe('the pages', () => {
  const tokenOf = (visit: Pick<Visit, 'id'>) => ground.links.tokenOf(ground.authority.key, visit.id, 1)
  const press = (who: Visitor, path: string) =>
    who.submit(`${path}?lang=de`, { idempotencyKey: crypto.randomUUID() })

  it('lead from cancelling to a booking with the papers; the link gives nobody else anything', async () => {
    const visit = await papers.booked()
    await papers.hand(visit)
    const link = `/v/${tokenOf(visit)}`
    const [own, stranger] = [ground.visitor(), ground.visitor()]
    expect((await own.get(`${link}/cancel?lang=de`)).text).toContain('noch eine Stunde')
    expect((await press(own, `${link}/cancel`)).status).toBe(303)
    const page = await own.get(`${link}?lang=de`)
    expect(page.status).toBe(410)
    expect(page.text).toContain('Neuen Termin mit diesen Unterlagen buchen')
    // Whoever else has the link opens a dead one, also by pressing what its owner pressed.
    await press(stranger, `${link}/cancel`)
    await press(stranger, `${link}/again`)
    expect((await stranger.get(`${link}?lang=de`)).text).not.toContain('Unterlagen')
    expect(
      await papers.sql('SELECT browser FROM second_try WHERE visit_id = $1 AND chosen', [visit.id]),
    ).toEqual([])
    const on = await press(own, `${link}/again`)
    expect(on.headers.location).toContain('/booking?m=registration:1')
    const matters = [{ service: 'registration', people: 1 }]
    for (const [who, isTheirs] of [
      [stranger, false],
      [own, true],
    ] as const) {
      if (!isTheirs) who.cookies.set('dran_again', '1')
      const startsAt = isoInstant(await freeTime())
      const times = { time: `mitte_${startsAt}`, proof: await proofOf(who, { matters }) }
      const hold = await afterLine(who, await who.submit('/booking/hold?m=registration:1&lang=de', times))
      expect(hold.headers.location ?? hold.text.replaceAll(/<[^>]+>/g, ' ')).toContain('/booking/contact')
      const contact = { name: 'Ada Lind', email: 'ada@pages.example' }
      const check = await who.submit(
        `/booking/contact?m=registration:1&time=mitte_${startsAt}&lang=de`,
        contact,
      )
      const shown = await who.get(check.headers.location ?? impossible(`no check: ${check.text}`))
      expect(shown.text.includes('Diese Unterlagen haben wir schon')).toBe(isTheirs)
    }
  })
})

describe('a visit that was missed, or did not settle its matter', () => {
  it('gives its papers to who books anew by its link; one that was settled gives none', async () => {
    // Its states are written as they are: what led there is of no matter here.
    for (const guard of ['visit_state_journalled', 'visit_arrival'])
      await papers.sql(`ALTER TABLE visit DROP CONSTRAINT ${guard}`)
    for (const [state, outcome, isOffered] of [
      ['no_show', null, true],
      ['left', null, true],
      ['done', 'partly', true],
      ['done', 'done', false],
      ['done', null, false],
      ['settled', 'done', false],
    ] as const) {
      const visit = await papers.booked()
      await papers.hand(visit)
      await papers.sql('UPDATE visit SET state = $2 WHERE id = $1', [visit.id, state])
      await papers.sql(
        'UPDATE matter SET outcome = $2 WHERE id = (SELECT matter_id FROM visit_matter WHERE visit_id = $1)',
        [visit.id, outcome],
      )
      const may = await papers.run((tx) => goingOn(tx, { id: visit.id, state }, undefined))
      expect(may, `${state} ${outcome}`).toEqual(isOffered ? { until: null } : undefined)
    }
  })
})
