import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { loadVisit, lockVisit, mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import {
  changeMatters,
  comeBack,
  type DoneAtDesk,
  drawTicket,
  giveCredit,
  goAway,
  noteLeft,
  noteNeeds,
  undoAtDesk,
  undoableAtDesk,
} from './actions.ts'

const NINE = plus(TEST_START, 90 * MINUTE)
const later = (seconds: number) => plus(NINE, seconds * 1_000)
const links = makeLinks(TEST_SECRET)
let city: City

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = NINE) =>
  city.database.withAuthority(city.authority, work, { at })

beforeAll(async () => {
  city = await openCity({ connections: 2 })
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

async function draw(people = 1): Promise<Visit> {
  const matters = [{ serviceKey: 'identity-card', people }]
  const request = { siteKey: 'mitte', matters, language: 'de', channel: 'desk' } as const
  const drawn = await run((tx) => drawTicket(tx, links, request, async () => true))
  return drawn.ok ? drawn.value.visit : impossible(drawn.code)
}

/** All that is known of somebody but what every event changes. */
async function standing(id: Id<'visit'>) {
  const visit = (await run((tx) => loadVisit(tx, id))) ?? impossible('gone')
  const matters = (await run((tx) => mattersOf(tx, [id]))).get(id)
  return { ...visit, version: 0, matters }
}

type Work = (tx: Tx, id: Id<'visit'>) => Promise<Result<unknown, string>>

type Step = readonly [event: DoneAtDesk | null, work: Work]

/** As a route of the desk does it; some actions keep by themselves how it was. */
const act = (id: Id<'visit'>, [event, work]: Step, at: Instant = later(5)) =>
  run(async (tx) => {
    const visit = (await lockVisit(tx, id)) ?? impossible('gone')
    return event === null ? work(tx, id) : undoableAtDesk(tx, visit, event, () => work(tx, id))
  }, at)
const undo = (id: Id<'visit'>, at: Instant = later(14)) =>
  run(async (tx) => undoAtDesk(tx, (await loadVisit(tx, id)) ?? impossible('gone')), at)

const away = (minutes: number): Step => ['went_away', (tx, id) => goAway(tx, id, minutes)]
const back: Step = ['came_back', comeBack]
const comesFor = (serviceKey: string): Step => [
  null,
  (tx, id) => changeMatters(tx, id, [{ serviceKey, people: 1 }]),
]
const left: Step = [null, noteLeft]
const needs = (...told: Parameters<typeof noteNeeds>[2]): Step => [
  'need_noted',
  (tx, id) => noteNeeds(tx, id, told),
]
/** What the desk does, after what else had been done. */
const STEPS: readonly (readonly [string, Step | null, Step])[] = [
  ['has left', null, left],
  ['has left while away', away(30), left],
  ['is let forward', null, ['credited', (tx, id) => giveCredit(tx, id, 'mistake')]],
  ['done at the terminal', null, ['credited', (tx, id) => giveCredit(tx, id, 'terminal')]],
  ['is away', null, away(20)],
  ['ten more minutes', away(5), away(10)],
  ['is back', away(20), back],
  ['needs quiet', null, needs('quiet')],
  ['needs more', needs('hearing'), needs('sight')],
  ['comes for something else', null, comesFor('registration')],
  ['only picks up', null, comesFor('pick-up')],
]

describe('what the desk did can be taken back for ten seconds', () => {
  it.each(STEPS)('%s', async (_, first, step) => {
    const { id } = await draw()
    if (first) expect(await act(id, first, later(1))).toMatchObject({ ok: true })
    const before = await standing(id)
    expect(await act(id, step)).toMatchObject({ ok: true })
    expect(await standing(id)).not.toEqual(before)
    expect(await undo(id)).toMatchObject({ ok: true })
    expect(await standing(id)).toEqual(before)
    // Once.
    expect(await undo(id)).toEqual({ ok: false, code: 'too_late' })
  })

  it('not after that, and not when something else has happened since', async () => {
    const [late, other] = [await draw(), await draw()]
    await act(late.id, left)
    expect(await undo(late.id, later(15))).toEqual({ ok: false, code: 'too_late' })
    await act(other.id, away(20))
    await run((tx) => comeBack(tx, other.id), later(6))
    expect(await undo(other.id)).toEqual({ ok: false, code: 'too_late' })
    expect(await undo((await draw()).id)).toEqual({ ok: false, code: 'too_late' })
  })

  it('and nothing that others did is taken back for a press that changed nothing', async () => {
    const { id } = await draw()
    expect(await act(id, back)).toMatchObject({ ok: true })
    // By their own phone.
    await run((tx) => goAway(tx, id, 20), later(6))
    const before = await standing(id)
    expect(await undo(id)).toEqual({ ok: false, code: 'too_late' })
    expect(await standing(id)).toEqual(before)
  })
})
