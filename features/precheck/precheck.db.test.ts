import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import {
  bookForCaller,
  bookNext,
  cancelBooking,
  moveBooking,
  searchTimes,
} from '#features/booking/actions.ts'
import { checkIn } from '#features/hall/actions.ts'
import { loadFacts } from '#features/message/actions.ts'
import { composeMessage } from '#features/message/model/compose.ts'
import { handOverPapers, lockPapers, takeBack } from '#features/papers/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { asId, type Id, newId } from '#kernel/id.ts'
import { type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { handingIn, SEEN } from '#test/handedIn.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { partCounters, TWO_MATTERS } from '#test/twoMatters.ts'
import { checkedVisit, type Decision, decide, queueOf, settle } from './actions.ts'
import { visitsWithPapers } from './store.ts'

const MATTER = { serviceKey: 'passport', people: 1, answers: { first: 'yes', age: 'adult' } } as const
const BIRTH = 'Ihre Geburtsurkunde'
const PHOTO = 'Ein Foto'

let ground: Ground
let clerk: Visitor
let handing: ReturnType<typeof handingIn>
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.sql('UPDATE service SET takes_papers = true')
  await ground.run((tx) => tx.changeReference())
  handing = handingIn(ground, CALLING)
  clerk = await signIn(ground.visitor(), 'schalter')
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = CALLING) => ground.run(work, at)
const mitte = async (tx: Tx) => (await findSite(tx, 'mitte')) ?? impossible('no site')

/** Somebody new has booked one of the last free times. */
async function booked(language: Language = 'de', nth = -1): Promise<Visit> {
  const found = await run((tx) => searchTimes(tx, { matters: [MATTER], siteKey: 'mitte' }))
  const startsAt = (found.ok && found.value.times.at(nth)?.startsAt) || impossible('no free time')
  const contact = { name: `Ada Lind ${++people}`, email: `ada${people}@mail.example`, phone: null }
  const wish = { matters: [MATTER], siteKey: 'mitte', startsAt, language, contact, channel: 'desk' } as const
  const visit = await run((tx) => bookForCaller(tx, ground.links, wish))
  return visit.ok ? visit.value : impossible(visit.code)
}

/** Somebody has booked and sent both papers. */
async function sent(language: Language = 'de', nth = -1): Promise<Visit> {
  const visit = await booked(language, nth)
  await handing.handIn(visit, BIRTH, CALLING, 1)
  await handing.handIn(visit, PHOTO, CALLING, 2)
  return visit
}

async function saying(visit: Visit, verdict: 'green' | 'question', item = BIRTH, came: Instant = CALLING) {
  const { reference } = await handing.matterOf(visit.id)
  const answer = verdict === 'question' ? ('unreadable' as const) : null
  return { reference, item, came, verdict, answer, words: null }
}

const NOTHING: Decision = { version: 0, said: [], minutes: null, anotherTime: false }
/** What is refused leaves nothing behind, as in a command. */
async function decideOn(visit: Visit, decision: Partial<Decision>, at: Instant = plus(CALLING, MINUTE)) {
  let decided: Awaited<ReturnType<typeof decide>> | undefined
  await run(async (tx) => {
    decided = await decide(tx, await mitte(tx), visit.id, { ...NOTHING, ...decision })
    if (!decided.ok) throw new Refused()
  }, at).catch((thrown) => {
    if (!(thrown instanceof Refused)) throw thrown
  })
  return decided ?? impossible('nothing was decided')
}
class Refused extends Error {}

const cellsOf = async (id: Id<'visit'>) =>
  (
    await ground.sql<{ cells: number }>(
      "SELECT sum(end_cell - first_cell)::int AS cells FROM claim WHERE visit_id = $1 AND kind = 'booked'",
      [id],
    )
  )[0]?.cells

/** The newest mail about a visit, as it would leave now. */
async function mail(visit: Visit) {
  const [row] = await ground.sql<{
    id: Id<'message'>
    kind: 'papers_checked' | 'settled'
    language: Language
  }>(
    "SELECT id, kind, language FROM message WHERE visit_id = $1 AND kind <> 'reminder' ORDER BY created_at DESC, id DESC LIMIT 1",
    [visit.id],
  )
  if (!row) return undefined
  const about = {
    visitId: visit.id,
    wishId: null,
    checkId: null,
    aboutAt: null,
    channel: 'mail',
    recipient: '',
    attempts: 0,
    attemptId: newId<'attempt'>(CALLING),
  } as const
  const facts = await run((tx) =>
    loadFacts(tx, ground.links, 'https://own.invalid', { ...about, ...row, createdAt: CALLING }),
  )
  return facts && { kind: row.kind, ...composeMessage(facts) }
}

const page = (visit: Visit, language: Language) =>
  ground
    .visitor()
    .get(`/v/${ground.links.tokenOf(ground.authority.key, visit.id, 1)}?lang=${language}`)
    .then(({ text }) => text.slice(text.indexOf('<h1'), text.indexOf('</main')))

describe('the queue', () => {
  it('has the visits for which papers came, in the order of their times, each with its deadline', async () => {
    const late = await sent()
    const early = await sent('de', 0)
    await booked()
    const { json } = await clerk.get('/api/sites/mitte/prechecks')
    expect(json.visits.map(({ visit }: { visit: string }) => visit)).toEqual([early.id, late.id])
    const [first, second] = json.visits
    // The first is today: there was never a day for it.
    expect([first.late, second.late]).toEqual([true, false])
    expect(
      first.matters[0].papers.map(({ item, isNew }: { item: string; isNew: boolean }) => [item, isNew]),
    ).toEqual([
      [BIRTH, true],
      [PHOTO, true],
    ])
    expect((await clerk.get('/api/sites/mitte/prechecks/due')).json).toEqual({ open: 2, late: 1, unsent: 0 })
    expect((await clerk.get('/api/sites/nord/prechecks')).status).toBe(404)
    // Where there is room for one alone, what was looked at makes room for what was not.
    const green = [await saying(early, 'green'), await saying(early, 'green', PHOTO)]
    const nextOne = () =>
      run(async (tx) => visitsWithPapers(tx, (await mitte(tx)).id, early.day, 1)).then(([id]) => id)
    expect(await nextOne()).toBe(early.id)
    expect(await decideOn(early, { said: green })).toMatchObject({ ok: true })
    expect(await nextOne()).toBe(late.id)
    for (const visit of [late, early]) await run((tx) => cancelBooking(tx, visit.id))
    expect((await clerk.get('/api/sites/mitte/prechecks/due')).json).toEqual({ open: 0, late: 0, unsent: 0 })
  })
})

describe('a word about a paper', () => {
  it.each([
    ['de', 'Zu Ihren Unterlagen fehlt uns noch etwas', 'Das Bild ist nicht gut zu lesen', 'Rückfrage'],
    [
      'de-simple',
      'Wir brauchen noch etwas von Ihnen',
      'Machen Sie bitte ein neues Foto',
      'Wir haben eine Frage',
    ],
    ['en', 'We still need something for your papers', 'hard to read', 'a question'],
  ] as const)(
    'reaches its person at once, in %s, and stands behind the link',
    async (language, subject, words, tag) => {
      const visit = await sent(language)
      const { reference } = await handing.matterOf(visit.id)
      const came = isoInstant(CALLING)
      const pressed = await clerk.call(`/api/sites/mitte/prechecks/${visit.id}`, {
        version: 0,
        said: [
          {
            reference,
            item: BIRTH,
            came,
            verdict: 'question',
            answer: 'unreadable',
            words: 'Bitte ohne Blitz.\u202e',
          },
          { reference, item: PHOTO, came, verdict: 'green' },
        ],
      })
      expect(pressed.json).toMatchObject({ version: 1, open: false })
      const told = await mail(visit)
      expect(told?.kind).toBe('papers_checked')
      expect(told?.subject).toBe(subject)
      expect(told?.text).toContain(words)
      expect(told?.text).toContain('Bitte ohne Blitz.')
      expect(told?.calendar).toBeUndefined()
      const shown = await page(visit, language)
      expect(shown).toContain(words)
      expect(shown).toContain(tag)
    },
  )

  it('is said anew when a better picture came, and the counter sees that it is good', async () => {
    const visit = await sent('de', 0)
    expect(await decideOn(visit, { said: [await saying(visit, 'question')] })).toMatchObject({ ok: true })
    const later = plus(CALLING, 2 * MINUTE)
    await handing.handIn(visit, BIRTH, later, 3)
    const again = { version: 1, said: [await saying(visit, 'green')] }
    // What the clerk saw was the picture before.
    expect(await decideOn(visit, again, plus(later, MINUTE))).toEqual({
      ok: false,
      code: 'changed_meanwhile',
    })
    const seen = { version: 1, said: [await saying(visit, 'green', BIRTH, later)] }
    expect(await decideOn(visit, seen, plus(later, MINUTE))).toMatchObject({
      ok: true,
      value: { open: true },
    })
    // The photo came, too, and nobody has looked at it.
    const told = await mail(visit)
    expect(told?.subject).toBe('Wir haben einen Teil Ihrer Unterlagen angesehen')
    expect(told?.text).toMatch(/Das sehen wir uns noch an\s+-+\s+\* Ein Foto/)
    const both = { version: 2, said: [await saying(visit, 'green', PHOTO)] }
    expect(await decideOn(visit, both, plus(later, 2 * MINUTE))).toMatchObject({ value: { open: false } })
    expect((await mail(visit))?.subject).toBe('Ihre Unterlagen sind in Ordnung')
    const stands = await run(async (tx) => queueOf(tx, await mitte(tx)))
    expect(stands.find((one) => one.visit.id === visit.id)?.matters[0]?.papers[0]?.check?.verdict).toBe(
      'green',
    )
    await run((tx) => cancelBooking(tx, visit.id))
  })

  it('leaves a visit open, and names what is missing, where one that is needed was not sent', async () => {
    const visit = await booked()
    await handing.handIn(visit, BIRTH, CALLING, 1)
    const pressed = await decideOn(visit, { said: [await saying(visit, 'green')] })
    expect(pressed).toMatchObject({ ok: true, value: { open: true } })
    expect(pressed.ok && pressed.value.matters[0]?.papers.map(({ isUnsent }) => isUnsent)).toEqual([
      false,
      true,
    ])
    const told = await mail(visit)
    expect(told?.subject).toBe('Zu Ihren Unterlagen fehlt uns noch etwas')
    expect(told?.text).toMatch(/Ein Foto\s+Diese Unterlage fehlt noch/)
    const missing = { ...(await saying(visit, 'question', PHOTO)), came: null, verdict: 'missing' } as const
    expect(await decideOn(visit, { version: 1, said: [missing] })).toMatchObject({ value: { open: false } })
    await run((tx) => cancelBooking(tx, visit.id))
  })

  it('needs an answer where something is in question, and a paper that is asked for or came', async () => {
    const visit = await sent()
    const question = { ...(await saying(visit, 'question')), answer: null }
    expect(await decideOn(visit, { said: [question] })).toEqual({ ok: false, code: 'nothing_said' })
    expect(await decideOn(visit, {})).toEqual({ ok: false, code: 'nothing_said' })
    const unknown = { ...(await saying(visit, 'green', 'Ihr Hund')), came: null }
    expect(await decideOn(visit, { said: [unknown] })).toEqual({ ok: false, code: 'unknown_paper' })
    expect(await ground.sql('SELECT FROM precheck WHERE visit_id = $1', [visit.id])).toEqual([])
  })
})

describe('good is what somebody could see', () => {
  const greenOf = async (visit: Visit) => {
    const stands = await run(async (tx) => checkedVisit(tx, await mitte(tx), visit.id))
    return stands.matters.flatMap(({ papers }) => papers.map(({ check }) => check?.verdict ?? null))
  }
  const bothGreen = async (visit: Visit, version = 0) => {
    const said = [await saying(visit, 'green'), await saying(visit, 'green', PHOTO)]
    return decideOn(visit, { version, said })
  }

  it('nothing that waits for its check, was refused or never came', async () => {
    const visit = await booked()
    const [birth, photo] = [
      await handing.handIn(visit, BIRTH, CALLING, 1, 'quarantined'),
      await handing.handIn(visit, PHOTO, CALLING, 2, 'quarantined'),
    ]
    const unseen = { ok: false, code: 'not_seen' }
    expect(await bothGreen(visit)).toEqual(unseen)
    await handing.look(photo, { ...SEEN, to: 'ready' })
    expect(await bothGreen(visit)).toEqual(unseen)
    await handing.look(birth, { to: 'refused', reason: 'hostile' })
    expect(await bothGreen(visit)).toEqual(unseen)
    const { reference } = await handing.matterOf(visit.id)
    const listed = {
      reference,
      item: BIRTH,
      came: null,
      verdict: 'green',
      answer: null,
      words: null,
    } as const
    const empty = await booked()
    const of = await handing.matterOf(empty.id)
    expect(await decideOn(empty, { said: [{ ...listed, reference: of.reference }] })).toEqual(unseen)
    expect(await greenOf(visit)).toEqual([null, null])
  })

  it('is void when a file is taken back or another one comes, and stands in the file of record', async () => {
    await ground.sql("UPDATE service SET settled_by_papers = true WHERE key = 'passport'")
    await ground.run((tx) => tx.changeReference())
    const visit = await booked()
    const back = await handing.handIn(visit, BIRTH, CALLING, 1)
    await handing.handIn(visit, PHOTO, CALLING, 2)
    expect(await bothGreen(visit)).toMatchObject({ ok: true, value: { open: false, maySettle: true } })
    expect(await run((tx) => takeBack(tx, visit, back))).toBe(true)
    expect(await greenOf(visit)).toEqual([null, 'green'])
    await handing.handIn(visit, BIRTH, CALLING, 3)
    expect(await bothGreen(visit, 1)).toMatchObject({ ok: true, value: { maySettle: true } })
    const { id } = await handing.matterOf(visit.id)
    const [staff] = await ground.sql<{ id: Id<'staffMember'> }>('SELECT id FROM staff_member LIMIT 1')
    await run((tx) => handOverPapers(tx, [asId<'matter'>(id)], staff?.id ?? impossible('no staff')))
    const filed = await run(async (tx) => checkedVisit(tx, await mitte(tx), visit.id))
    expect(filed).toMatchObject({ open: false, maySettle: true })
    // Nothing of it is left here, and whoever looks through the queue can still say that nobody has to come.
    const { json } = await clerk.get('/api/sites/mitte/prechecks')
    const stands = json.visits.find((one: { visit: string }) => one.visit === visit.id)
    expect(stands).toMatchObject({ open: false, maySettle: true })
    const press = `/api/sites/mitte/prechecks/${visit.id}/settle`
    expect((await clerk.call(press, { version: stands.version })).status).toBe(204)
    expect((await ground.sql('SELECT state FROM visit WHERE id = $1', [visit.id]))[0]).toEqual({
      state: 'settled',
    })
    await ground.sql('UPDATE service SET settled_by_papers = false')
    await ground.run((tx) => tx.changeReference())
  })
})

describe('what was found makes the visit shorter or longer', () => {
  it('frees the cells that are not needed any more, also after a move', async () => {
    const visit = await sent()
    expect(await cellsOf(visit.id)).toBe(4)
    expect(await decideOn(visit, { minutes: 10 })).toMatchObject({
      ok: true,
      value: { visit: { minutes: 10 } },
    })
    expect(await cellsOf(visit.id)).toBe(2)
    const found = await run((tx) => searchTimes(tx, { matters: [MATTER], siteKey: 'mitte', minutes: 10 }))
    const startsAt = (found.ok && found.value.times.at(-2)?.startsAt) || impossible('no free time')
    const moved = await run((tx) => moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt }))
    expect(moved).toMatchObject({ ok: true, value: { minutes: 10 } })
    expect(await cellsOf(visit.id)).toBe(2)
  })

  it('takes more cells where they are free, else says so, and asks for another time that is long enough', async () => {
    const visit = await sent('de', 0)
    expect(await decideOn(visit, { minutes: 30 })).toMatchObject({
      ok: true,
      value: { visit: { minutes: 30 } },
    })
    expect(await cellsOf(visit.id)).toBe(6)
    // The entry in the calendar ends later now.
    const longer = (await mail(visit))?.calendar
    expect(longer?.content).toContain('SEQUENCE:1\r\n')
    // Nobody has eight hours in a row.
    expect(await decideOn(visit, { version: 1, minutes: 480 })).toEqual({ ok: false, code: 'too_short' })
    expect(await cellsOf(visit.id)).toBe(6)
    const asked = await decideOn(visit, { version: 1, minutes: 120, anotherTime: true })
    expect(asked).toMatchObject({ ok: true, value: { anotherTime: true, visit: { minutes: 30 } } })
    expect((await mail(visit))?.subject).toBe('Bitte wählen Sie einen längeren Termin')
    expect((await mail(visit))?.text).toContain('120 Minuten')
    expect(await page(visit, 'de')).toContain('Bitte wählen Sie einen anderen Termin')
    // A second look at the papers alone takes that back for nobody.
    const again = { version: 2, said: [await saying(visit, 'green', PHOTO)] }
    expect(await decideOn(visit, again)).toMatchObject({ ok: true, value: { anotherTime: true } })
    expect((await mail(visit))?.text).toContain('120 Minuten')
    // Whoever looks can take it back, and ask again.
    const taken = { version: 3, minutes: 30 }
    expect(await decideOn(visit, taken)).toMatchObject({ ok: true, value: { anotherTime: false } })
    expect(await decideOn(visit, { version: 4, minutes: 120, anotherTime: true })).toMatchObject({ ok: true })
    const found = await run((tx) => searchTimes(tx, { matters: [MATTER], siteKey: 'mitte', minutes: 120 }))
    const startsAt = (found.ok && found.value.times.at(-1)?.startsAt) || impossible('no free time')
    const moved = await run((tx) => moveBooking(tx, visit.id, { siteKey: 'mitte', startsAt }))
    expect(moved).toMatchObject({ ok: true, value: { minutes: 120 } })
    expect(await page(visit, 'de')).not.toContain('Bitte wählen Sie einen anderen Termin')
    await run((tx) => cancelBooking(tx, visit.id))
  })
})

describe('the next visit to the same matter', () => {
  it('begins with the papers of the one before and what was said of them, also behind its link', async () => {
    const visit = await sent('de', 0)
    const said = [await saying(visit, 'green', PHOTO), await saying(visit, 'question')]
    expect(await decideOn(visit, { said })).toMatchObject({ ok: true })
    await served(visit)
    const found = await run((tx) => searchTimes(tx, { matters: [MATTER], siteKey: 'mitte' }))
    const startsAt = (found.ok && found.value.times.at(-1)?.startsAt) || impossible('no free time')
    const again = { siteKey: 'mitte', startsAt, channel: 'desk', contact: null, outcome: 'moved' } as const
    const next = await run((tx) => bookNext(tx, ground.links, visit.id, again))
    if (!next.ok) throw new Error(next.code)
    const seen = await run(async (tx) => checkedVisit(tx, await mitte(tx), next.value.id))
    expect(seen.open).toBe(false)
    const [matter] = seen.matters
    expect(matter?.papers.map(({ handedIn, check }) => [handedIn?.stage, check?.verdict])).toEqual([
      ['ready', 'question'],
      ['ready', 'green'],
    ])
    expect(await page(next.value, 'de')).toContain('Das Bild ist nicht gut zu lesen')
    // A better picture, sent for the next visit, is a page of the same paper.
    await handing.handIn(next.value, BIRTH, plus(CALLING, 2 * MINUTE), 1)
    const better = await run(async (tx) => checkedVisit(tx, await mitte(tx), next.value.id))
    expect(better.matters[0]?.papers.map(({ handedIn, isNew }) => [handedIn?.files.length, isNew])).toEqual([
      [2, true],
      [1, false],
    ])
    // Whoever cancels it loses none of them, as the matter had a visit before.
    const asked = await ground
      .visitor()
      .get(`/v/${ground.links.tokenOf(ground.authority.key, next.value.id, 1)}/cancel?lang=de`)
    expect(asked.text).toContain('Ja, Termin absagen')
    expect(asked.text).not.toContain('Ihre Unterlagen werden gelöscht')
    await run((tx) => cancelBooking(tx, next.value.id))
  })

  /** Somebody arrives, and is served at counter 1 until a part is done. */
  async function served(visit: Visit): Promise<void> {
    expect(await run(async (tx) => checkIn(tx, await mitte(tx), visit.id))).toMatchObject({ ok: true })
    const [counter] = await ground.sql<{ id: string }>(
      "SELECT c.id FROM counter c JOIN site s ON s.id = c.site_id WHERE c.key = '1' AND s.key = 'mitte'",
    )
    const press = (what: string, body = {}) => clerk.call(`/api/counters/${counter?.id}/${what}`, body)
    expect((await press('open')).status).toBe(200)
    const papers = `/api/prechecks/${visit.id}`
    expect((await clerk.get(papers)).status).toBe(404)
    expect((await press('next')).json.visit.visit).toBe(visit.id)
    const [matter] = (await clerk.get(papers)).json.matters
    expect(matter.papers).toMatchObject([
      { item: BIRTH, verdict: 'question', handedIn: { stage: 'ready', pages: 1 } },
      { item: PHOTO, verdict: 'green', handedIn: { stage: 'ready', pages: 1 } },
    ])
    expect((await (await signIn(ground.visitor(), 'nord')).get(papers)).status).toBe(404)
    expect((await press('start')).status).toBe(200)
    expect((await press('finish', { outcome: 'partly' })).status).toBe(200)
    expect((await press('close')).status).toBe(200)
  }
})

describe('at the same moment', () => {
  it('of two clerks one is told that somebody was faster', async () => {
    for (let round = 0; round < 10; round++) {
      const visit = await sent()
      const said = [[await saying(visit, 'green')], [await saying(visit, 'question')]]
      const both = await Promise.all(said.map((one) => decideOn(visit, { said: one })))
      expect(both.filter(({ ok }) => ok)).toHaveLength(1)
      expect(both.find(({ ok }) => !ok)).toEqual({ ok: false, code: 'changed_meanwhile' })
      await run((tx) => cancelBooking(tx, visit.id))
    }
  })

  it('without the version that each has seen both are heard (control)', async () => {
    const visit = await sent()
    const first = await decideOn(visit, { said: [await saying(visit, 'green')] })
    const second = await decideOn(visit, { version: 1, said: [await saying(visit, 'question')] })
    expect([first.ok, second.ok]).toEqual([true, true])
  })

  it('a visit that is cancelled has no papers to look at, whoever is first', async () => {
    const ends = new Set<string>()
    for (let round = 0; round < 10; round++) {
      const visit = await sent()
      const said = [await saying(visit, 'green')]
      const [decided, cancelled] = await Promise.all([
        decideOn(visit, { said, minutes: 10 }),
        run((tx) => cancelBooking(tx, visit.id)),
      ])
      expect(cancelled.ok).toBe(true)
      ends.add(decided.ok ? 'before' : decided.code)
      expect(await ground.sql('SELECT FROM claim WHERE visit_id = $1', [visit.id])).toEqual(
        await ground.sql("SELECT FROM claim WHERE visit_id = $1 AND kind = 'freed'", [visit.id]),
      )
      const told = await ground.sql("SELECT FROM message WHERE visit_id = $1 AND kind = 'papers_checked'", [
        visit.id,
      ])
      expect(told).toHaveLength(decided.ok ? 1 : 0)
      // What was written about it is not worth sending any more.
      expect((await mail(visit))?.kind).not.toBe('papers_checked')
    }
    for (const end of ends) expect(['before', 'not_booked']).toContain(end)
  })
})

describe('where papers settle all', () => {
  it('nobody has to come: the time is free, the matter done, and its person told, once', async () => {
    const visit = await sent('de-simple')
    const green = [await saying(visit, 'green'), await saying(visit, 'green', PHOTO)]
    expect(await decideOn(visit, { said: green })).toMatchObject({ ok: true, value: { maySettle: false } })
    const press = (version: number) =>
      run(async (tx) => settle(tx, await mitte(tx), visit.id, version), plus(CALLING, 2 * MINUTE))
    expect(await press(1)).toEqual({ ok: false, code: 'not_settled' })
    await ground.sql("UPDATE service SET settled_by_papers = true WHERE key = 'passport'")
    await ground.run((tx) => tx.changeReference())
    expect(await press(0)).toEqual({ ok: false, code: 'changed_meanwhile' })
    expect(await press(1)).toMatchObject({ ok: true, value: { state: 'settled' } })
    expect(await press(1)).toEqual({ ok: false, code: 'not_booked' })
    const told = await mail(visit)
    expect(told?.subject).toBe('Sie müssen nicht kommen: Alles ist fertig')
    expect(told?.calendar?.cancels).toBe(true)
    expect(await page(visit, 'de')).toContain('Sie müssen nicht kommen')
    expect(await ground.sql("SELECT FROM claim WHERE visit_id = $1 AND kind = 'booked'", [visit.id])).toEqual(
      [],
    )
    const [matter] = await ground.sql<{ outcome: string }>(
      'SELECT m.outcome FROM matter m JOIN visit_matter v ON v.matter_id = m.id WHERE v.visit_id = $1',
      [visit.id],
    )
    expect(matter?.outcome).toBe('done')
    await ground.sql('UPDATE service SET settled_by_papers = false')
    await ground.run((tx) => tx.changeReference())
  })

  it('a better picture that comes at the same moment keeps the visit, which without the lock were settled', async () => {
    await ground.sql("UPDATE service SET settled_by_papers = true WHERE key = 'passport'")
    await ground.run((tx) => tx.changeReference())
    const visit = await sent()
    const green = [await saying(visit, 'green'), await saying(visit, 'green', PHOTO)]
    expect(await decideOn(visit, { said: green })).toMatchObject({ value: { maySettle: true } })
    const { id } = await handing.matterOf(visit.id)
    let settling: ReturnType<typeof pressed> | undefined
    const pressed = () => run(async (tx) => settle(tx, await mitte(tx), visit.id, 1))
    // The picture's transaction has the paper, as receivePart does, when the press comes.
    await run(async (tx) => {
      await lockPapers(tx, [id as Id<'matter'>])
      settling = pressed()
      const first = await Promise.race([settling, delay(500, 'waits')])
      expect(first).toBe('waits')
      await tx.rows(
        raw(
          sql`UPDATE paper_event SET happened_at = happened_at + interval '5 minutes' WHERE file_id IN (
            SELECT paper_file.id FROM paper_file JOIN paper ON paper.id = paper_id WHERE matter_id = ${id})`,
        ),
      )
    })
    expect(await settling).toEqual({ ok: false, code: 'not_settled' })
    await ground.sql('UPDATE service SET settled_by_papers = false')
    await ground.run((tx) => tx.changeReference())
    await run((tx) => cancelBooking(tx, visit.id))
  })

  it('whom no letter reaches in time is called, which the clerk reads before the press', async () => {
    await ground.sql("UPDATE service SET settled_by_papers = true WHERE key = 'passport'")
    await ground.run((tx) => tx.changeReference())
    const visit = await sent('de', 0)
    const green = [await saying(visit, 'green'), await saying(visit, 'green', PHOTO)]
    expect(await decideOn(visit, { said: green })).toMatchObject({ value: { reached: 'at_once' } })
    await ground.sql(
      `UPDATE visit_contact SET email = NULL, told_by = 'letter', phone = $2,
         postal = '{"addition":null,"street":"Am Markt 1","postcode":"50667","town":"Köln","country":"DE"}'
       WHERE visit_id = $1`,
      [visit.id, '0999 1'],
    )
    const stands = await run(async (tx) => checkedVisit(tx, await mitte(tx), visit.id))
    expect(stands).toMatchObject({ reached: 'call', maySettle: true })
    const press = `/api/sites/mitte/prechecks/${visit.id}/settle`
    expect((await clerk.call(press, { version: stands.version })).status).toBe(204)
    const calls = (await (await signIn(ground.visitor(), 'info')).get('/api/undelivered')).json.messages
    expect(calls.filter((one: { visit: string }) => one.visit === visit.id)).toMatchObject([
      { kind: 'settled', why: 'call', phone: '0999 1', told: false },
    ])
    await ground.sql('UPDATE service SET settled_by_papers = false')
    await ground.run((tx) => tx.changeReference())
  })
})

describe('of two linked visits', () => {
  /** Two visits in a row, for what no counter can do alone. */
  async function pair(): Promise<{ first: Visit; second: Visit }> {
    const where = { matters: TWO_MATTERS, siteKey: 'mitte' }
    const found = await run((tx) => searchTimes(tx, where))
    const { startsAt, second } = (found.ok && found.value.times.at(-1)) || impossible('no free time')
    const contact = { name: `Ada Lind ${++people}`, email: `ada${people}@mail.example`, phone: null }
    const wish = { ...where, startsAt, secondAt: second?.startsAt, language: 'de', contact } as const
    const visit = await run((tx) => bookForCaller(tx, ground.links, { ...wish, channel: 'desk' }))
    return pairOf(visit.ok ? visit.value.id : impossible(visit.code))
  }
  async function pairOf(id: Id<'visit'>) {
    const first = (await run((tx) => loadVisit(tx, id))) ?? impossible('no first')
    const other = first.linked?.visitId ?? impossible('not linked')
    return { first, second: (await run((tx) => loadVisit(tx, other))) ?? impossible('no second') }
  }
  const cells = async ({ first, second }: { first: Visit; second: Visit }) => [
    await cellsOf(first.id),
    await cellsOf(second.id),
  ]

  it('the second becomes shorter and again as long as planned, and the first stays as it is', async () => {
    await run(partCounters)
    const both = await pair()
    const { first, second } = both
    const [whole, planned] = await cells(both)
    const shorter = await decideOn(first, { secondMinutes: 5 })
    expect(shorter).toMatchObject({
      ok: true,
      value: { second: { minutes: 5, longest: second.minutes }, visit: { minutes: first.minutes } },
    })
    expect(await cells(both)).toEqual([whole, 1])
    // Its mail says how long both take, as the one before did, and changes the entry in the calendar.
    const until = ((second.appointmentAt ?? 0) - (first.appointmentAt ?? 0)) / MINUTE + 5
    const told = await mail(first)
    expect(told?.text).toContain(`dauert etwa ${until} Minuten`)
    expect(told?.calendar?.content).toContain('SEQUENCE:1')
    const after = await pairOf(first.id)
    expect([after.second.appointmentAt, after.second.minutes]).toEqual([second.appointmentAt, 5])
    // Its tail is the list's first; what nobody wanted there is free for it again.
    const again = { version: 1, secondMinutes: second.minutes }
    expect(await decideOn(first, again)).toEqual({ ok: false, code: 'too_short' })
    expect(await cells(both)).toEqual([whole, 1])
    await ground.sql("DELETE FROM claim_cell USING claim c WHERE c.id = claim_id AND c.kind = 'freed'")
    await ground.sql("DELETE FROM claim WHERE kind = 'freed'")
    expect(await decideOn(first, again)).toMatchObject({ ok: true })
    expect(await cells(both)).toEqual([whole, planned])
    // A longer one would have to be found again by every move of both.
    const refused = { ok: false, code: 'linked' }
    const longer = { version: 2, secondMinutes: second.minutes + 5 }
    expect(await decideOn(first, longer)).toEqual(refused)
    expect(await decideOn(first, { version: 2, minutes: 5 })).toEqual(refused)
    expect(await decideOn(await booked(), { secondMinutes: 5 })).toEqual(refused)
    expect(await cells(both)).toEqual([whole, planned])
  })

  it('of two clerks who change the second one is told, and a move gives both what the catalogue says', async () => {
    const both = await pair()
    const pressed = await Promise.all([5, 10].map((secondMinutes) => decideOn(both.first, { secondMinutes })))
    expect(pressed.map((one) => (one.ok ? 'ok' : one.code)).sort()).toEqual(['changed_meanwhile', 'ok'])
    const found = await run((tx) => searchTimes(tx, { matters: TWO_MATTERS, siteKey: 'mitte' }))
    const [later] = await ground.sql<{ id: Id<'service'> }>(
      'SELECT service_id AS id FROM visit_matter WHERE visit_id = $1',
      [both.second.id],
    )
    // Two that are moved keep their order, and some times are free in the other one only.
    const sameOrder = found.ok
      ? found.value.times.find(({ second }) => later && second?.services.includes(later.id))
      : undefined
    const { startsAt, second } = sameOrder ?? impossible('no free time')
    const to = { siteKey: 'mitte', startsAt, secondAt: second?.startsAt }
    expect(await run((tx) => moveBooking(tx, both.first.id, to))).toMatchObject({ ok: true })
    const moved = await pairOf(both.first.id)
    expect(moved.first.minutes + moved.second.minutes).toBe(both.first.minutes + both.second.minutes)
    await run((tx) => cancelBooking(tx, both.first.id))
  })
})
