import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { listServices } from '#features/catalogue/actions.ts'
import { loadVisit, sentElsewhere } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { impossible, type Result } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { links, NINE, openHandOverCity } from '#test/handOverCity.ts'
import {
  callAgain,
  callChosen,
  callNext,
  changeMatters,
  changeMattersHere,
  fetchBack,
  finish,
  goAway,
  markLeft,
  missed,
  noteLeft,
  notePapers,
  park,
  pauseCounter,
  resumeCounter,
  returnMissed,
  sendOn,
  sendToSite,
  splitOff,
  startServing,
  takeOver,
  undo,
  undoAtDesk,
  unpark,
  withdrawCall,
} from './actions.ts'

const ALMOST = plus(NINE, 9_999)
const TEN_SECONDS = plus(NINE, 10_000)
const { run, site, counterAt, serviceId, draw: drawOne } = openHandOverCity()

const draw = async (people = 2, keys: readonly string[] = ['identity-card', 'registration']) =>
  (await drawOne(NINE, people, keys)).id

type Press = (tx: Tx, id: Id<'visit'>) => Promise<Result<unknown, string>>
const call: Press = (tx) => callNext(tx, counterAt(0))
const again: Press = (tx) => callAgain(tx, counterAt(0))
const start: Press = (tx) => startServing(tx, counterAt(0))
const aside: Press = (tx) => park(tx, counterAt(0), 'papers')
const notHere: Press = (tx) => missed(tx, counterAt(0))
const away: Press = (tx, id) => goAway(tx, id, 10)
const atOnce: Press = async (tx) => {
  await returnMissed(tx)
  return { ok: true, value: null }
}
const gone: Press = (tx) => markLeft(tx, counterAt(0))
const one = (key: string, people = 2) => [{ serviceKey: key, people }]
const toSite: Press = (tx) =>
  sendToSite(
    tx,
    links,
    counterAt(0),
    { siteKey: 'nord', note: 'Bitte weiter', minutes: 20 },
    async () => true,
  )
const split: Press = (tx, id) => splitOff(tx, links, site(), id, { people: 1, serviceKeys: ['pick-up'] })

/** All that is known of a visit and of the counters, but for its version, as rows. */
const rowsOf = (id: Id<'visit'>) =>
  run((tx) =>
    tx.one(
      raw<Record<string, unknown>>(sql`SELECT
        (SELECT to_jsonb(v) - 'version' FROM visit v WHERE id = ${id}) AS visit,
        (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.position) FROM step s WHERE s.visit_id = ${id}) AS steps,
        (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.service_id) FROM visit_matter l WHERE l.visit_id = ${id}) AS links,
        (SELECT jsonb_agg(to_jsonb(m) ORDER BY m.id) FROM matter m WHERE m.id IN
          (SELECT matter_id FROM visit_matter l WHERE l.visit_id = ${id})) AS matters,
        (SELECT count(*)::int FROM matter) AS known,
        (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.service_id, p.paper) FROM paper_seen p WHERE p.visit_id = ${id}) AS papers,
        (SELECT jsonb_agg(to_jsonb(n)) FROM visit_note n WHERE n.visit_id = ${id}) AS notes,
        (SELECT jsonb_agg(to_jsonb(o) ORDER BY o.counter_id) FROM open_counter o) AS open`),
    ),
  )

const SERVED = [call, start] as const
const sendRegistrationOn: Press = (tx) =>
  sendOn(tx, counterAt(0), { services: [serviceId('registration')] }, 'Foto fehlt')
const callAt2: Press = (tx) => callNext(tx, counterAt(2))
const startAt2: Press = (tx) => startServing(tx, counterAt(2))
const takeFrom2: Press = (tx) => takeOver(tx, counterAt(0), counterAt(2).counterId)

const notePaper =
  (seen: boolean): Press =>
  async (tx) => {
    const card = (await listServices(tx)).find(({ key }) => key === 'identity-card')
    const paper = card?.papers[0]?.de ?? impossible('a card without papers')
    return notePapers(tx, counterAt(0), [{ serviceKey: 'identity-card', paper }], seen)
  }
const seePaper = notePaper(true)
const unseePaper = notePaper(false)
const onlyRegistration: Press = (tx) => changeMattersHere(tx, counterAt(0), one('registration'))

type Case = {
  readonly name: string
  readonly before: readonly Press[]
  readonly press: Press
  /** Where it is done, and taken back; 0 if missing. */
  readonly counter?: number
  /** What they come for, if not an identity card and a registration. */
  readonly keys?: readonly string[]
}

const CASES: readonly Case[] = [
  { name: 'a call', before: [], press: call },
  {
    name: 'a call of somebody who is away',
    before: [away],
    press: (tx, id) => callChosen(tx, counterAt(0), id, 'need'),
  },
  { name: 'a call that was withdrawn', before: [call], press: (tx) => withdrawCall(tx, counterAt(0)) },
  { name: 'a start', before: [call], press: start },
  {
    name: 'an end with an outcome of its own',
    before: SERVED,
    press: (tx) =>
      finish(tx, counterAt(0), 'done', [{ serviceId: serviceId('registration'), outcome: 'partly' }]),
  },
  { name: 'a miss', before: [call, again], press: notHere },
  {
    name: 'a miss that ended the visit',
    before: [call, again, notHere, atOnce, call, again],
    press: notHere,
  },
  { name: 'going while called', before: [call], press: gone },
  { name: 'going while served', before: SERVED, press: gone },
  {
    name: 'going while set aside',
    before: [...SERVED, aside],
    press: (tx, id) => markLeft(tx, counterAt(0), id),
  },
  { name: 'setting aside', before: SERVED, press: aside },
  { name: 'fetching back', before: [...SERVED, aside], press: (tx, id) => fetchBack(tx, counterAt(0), id) },
  { name: 'sending on what is left', before: SERVED, press: sendRegistrationOn },
  {
    name: 'sending on a second time',
    before: [...SERVED, sendRegistrationOn, callAt2, startAt2],
    press: (tx) => sendOn(tx, counterAt(2), { counterId: counterAt(0).counterId }, null),
    counter: 2,
  },
  { name: 'sending to another site', before: SERVED, press: toSite },
  { name: 'taking over from a call', before: [callAt2], press: takeFrom2, keys: ['registration'] },
  { name: 'taking over from serving', before: [callAt2, startAt2], press: takeFrom2, keys: ['registration'] },
  {
    name: 'other matters',
    before: SERVED,
    press: (tx) => changeMattersHere(tx, counterAt(0), [...one('identity-card', 1), ...one('pick-up')]),
  },
  { name: 'papers seen', before: SERVED, press: seePaper },
  { name: 'papers not seen after all', before: [...SERVED, seePaper], press: unseePaper },
  {
    name: 'a matter taken out whose papers were seen',
    before: [...SERVED, seePaper],
    press: onlyRegistration,
  },
  { name: 'splitting a party', before: SERVED, press: split },
  { name: 'a break', before: [], press: (tx) => pauseCounter(tx, counterAt(0)) },
  {
    name: 'the end of a break',
    before: [(tx) => pauseCounter(tx, counterAt(0))],
    press: (tx) => resumeCounter(tx, counterAt(0)),
  },
]

const AT_DESK: readonly Case[] = [
  { name: 'waiting again', before: [...SERVED, aside], press: (tx, id) => unpark(tx, site().id, id) },
  { name: 'going while waiting', before: [], press: noteLeft },
  { name: 'going while set aside', before: [...SERVED, aside], press: noteLeft },
  { name: 'going after a miss', before: [call, again, notHere], press: noteLeft },
  { name: 'other matters', before: [], press: (tx, id) => changeMatters(tx, id, one('pick-up')) },
  { name: 'splitting a party', before: [], press: split },
]

/** Does all this, takes the last back late, then twice at once in time: exactly once, and all is as it was before. */
async function expectTakenBack({ before, press, keys }: Case, back: Press): Promise<void> {
  const id = await draw(2, keys)
  for (const each of before) await pressed(each, id)
  const was = await rowsOf(id)
  await pressed(press, id)
  const since = await rowsOf(id)
  expect(since).not.toEqual(was)
  expect(await run((tx) => back(tx, id), TEN_SECONDS)).toEqual({ ok: false, code: 'too_late' })
  expect(await rowsOf(id)).toEqual(since)
  const twice = await Promise.all([1, 2].map(() => run((tx) => back(tx, id), ALMOST)))
  expect(twice.filter(({ ok }) => ok)).toHaveLength(1)
  expect(twice.filter(({ ok }) => !ok)).toEqual([{ ok: false, code: 'too_late' }])
  const { known, ...now } = await rowsOf(id)
  expect({ ...now, known: was.known }).toEqual(was)
}

async function pressed(press: Press, id: Id<'visit'>): Promise<void> {
  // A miss is over ten minutes later; all else happens in the same moment.
  const done = await run((tx) => press(tx, id), press === atOnce ? plus(NINE, 10 * MINUTE) : NINE)
  if (!done.ok) throw new Error(done.code)
}

describe('taken back at a counter within ten seconds, all is as before:', () => {
  it.each(CASES)('$name', async (taken) => {
    await expectTakenBack(taken, (tx) => undo(tx, counterAt(taken.counter ?? 0)))
  })
})

describe('taken back at the information desk within ten seconds, all is as before:', () => {
  it.each(AT_DESK)('$name', async (taken) => {
    await expectTakenBack(taken, async (tx, id) =>
      undoAtDesk(tx, (await loadVisit(tx, id)) ?? impossible('gone')),
    )
  })
})

describe('nothing is taken back', () => {
  it('of a visit at another site that has gone on there; one that has not, never was', async () => {
    const follower = async (id: Id<'visit'>) =>
      run(async (tx) => sentElsewhere(tx, (await loadVisit(tx, id)) ?? impossible('gone')))
    const id = await draw()
    for (const press of [...SERVED, toSite]) await pressed(press, id)
    const there = (await follower(id)) ?? impossible('nobody was sent')
    expect(await run((tx) => undo(tx, counterAt(0)))).toMatchObject({ ok: true })
    expect(await run((tx) => loadVisit(tx, there.id))).toMatchObject({ state: 'cancelled', version: 3 })
    expect(await follower(id)).toBeUndefined()

    await pressed(toSite, id)
    const second = (await follower(id)) ?? impossible('nobody was sent')
    await run((tx) => noteLeft(tx, second.id))
    expect(await run((tx) => undo(tx, counterAt(0)))).toEqual({ ok: false, code: 'too_late' })
    expect(await run((tx) => loadVisit(tx, id))).toMatchObject({ state: 'done' })
  })

  it('where the counter that somebody was taken from is not free any more', async () => {
    const [first, second] = [await draw(1, ['registration']), await draw(1, ['registration'])]
    await run((tx) => callNext(tx, counterAt(2)))
    await run((tx) => takeOver(tx, counterAt(0), counterAt(2).counterId))
    await run((tx) => callNext(tx, counterAt(2)))
    const refused = { ok: false, code: 'counter_not_free' }
    // As a route does: what is refused leaves no trace.
    const tried = () =>
      run(async (tx) => {
        const answer = await undo(tx, counterAt(0))
        if (!answer.ok) throw new Error(answer.code)
        return answer
      }).catch((error: Error) => ({ ok: false, code: error.message }))
    expect(await tried()).toEqual(refused)
    await run((tx) => markLeft(tx, counterAt(2)))
    await run((tx) => pauseCounter(tx, counterAt(2)))
    expect(await tried()).toEqual(refused)
    await run((tx) => resumeCounter(tx, counterAt(2)))
    expect(await tried()).toMatchObject({ ok: true, value: { id: first, counterId: counterAt(2).counterId } })
    expect(await run((tx) => loadVisit(tx, second))).toMatchObject({ state: 'left' })
  })

  it('of somebody to whom more has happened since, nor at another counter', async () => {
    const id = await draw()
    await pressed(call, id)
    expect(await run((tx) => undo(tx, counterAt(1)))).toEqual({ ok: false, code: 'too_late' })
    await run((tx) => goAway(tx, id, 10))
    expect(await run((tx) => undo(tx, counterAt(0)))).toEqual({ ok: false, code: 'too_late' })
  })
})
