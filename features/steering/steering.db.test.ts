import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { newId } from '#kernel/id.ts'
import { DAY, HOUR, instant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import { asOwner } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { liveMorning } from '#test/steering/pastCity.ts'
import { forgetScenarios, noteThinPast, readMonth } from './actions.ts'
import { NO_CHANGES } from './model/changes.ts'

/** A thread begins in a second on a machine that has nothing else to do. */
const PATIENT = 120_000
/** From Monday to Friday, and the Monday after. */
const DAYS = [0, 1, 2, 3, 4, 7]
const PEOPLE = 4
const TODAY = plus(TEST_START, 8 * DAY + 2 * HOUR)

let ground: Ground
let manager: Visitor
beforeAll(async () => {
  ground = await openGround({ at: TODAY })
  for (const day of DAYS) await liveMorning((work, at) => ground.run(work, at), ground.links, day, PEOPLE)
  manager = await signIn(ground.visitor(), 'leitung')
}, PATIENT)
afterAll(() => ground?.close())

const changes = (more: object = {}) => ({ ...NO_CHANGES, ...more })
const added = { from: '08:00', until: '18:00', counters: 1, services: null }
const save = (name: string, more: object = {}, who = manager, site = 'mitte') =>
  who.call('/api/scenarios', { site, name, changes: changes(more) })
const listed = async (who = manager) => (await who.get('/api/scenarios')).json.scenarios

async function play(scenario: string, who = manager) {
  const line = await who.listen(`/api/scenarios/${scenario}/events`)
  expect(line.status).toBe(200)
  const last = await line.until(({ data }) => data.outcome !== null || data.failure !== null, PATIENT)
  line.drop()
  return { last: last.data, heard: line.heard.map(({ data }) => data) }
}

describe('the last month of a site', () => {
  it('is what happened: who came when, and which counters were at work', async () => {
    const month = await ground.run(async (tx) =>
      readMonth(tx, (await findSite(tx, 'mitte')) ?? impossible('no site')),
    )
    expect(month.days.map(({ day }) => day)).toEqual([
      ...['2027-03-01', '2027-03-02', '2027-03-03', '2027-03-04', '2027-03-05'],
      '2027-03-08',
    ])
    const [monday] = month.days
    expect(
      monday?.visitors.map(({ arrival, appointment }) => [Math.round(arrival ?? 0), appointment]),
    ).toEqual([540, 541, 542, 543].map((at) => [at, null]))
    expect(monday?.counters).toHaveLength(1)
    expect(monday?.counters[0]?.from).toBeLessThanOrEqual(550)
    expect(month.happened.stays).toHaveLength(DAYS.length * PEOPLE)
  })

  it('is shown before something is changed', async () => {
    const { json } = await manager.get('/api/sites/mitte/what-if')
    expect(json).toMatchObject({
      ...{ days: 6, visits: 24, walkInPercent: 100, noShowPercent: 0 },
      ...{ firstDay: '2027-03-01', lastDay: '2027-03-08' },
    })
    expect(json.counters.length).toBeGreaterThan(1)
    expect(json.services.map(({ name }: { name: string }) => name)).toContain('Personalausweis beantragen')
  })
})

describe('the thin past of a demonstration', () => {
  it('is played as full as it would be, with all counters that were planned, and the screen is told so', async () => {
    const read = () =>
      ground.run(async (tx) => readMonth(tx, (await findSite(tx, 'mitte')) ?? impossible('no site')))
    const before = await read()
    await ground.run((tx) =>
      noteThinPast(tx, { before: before.days[1]?.day ?? impossible('no day'), oneOf: 20 }),
    )
    const [thin, next] = (await read()).days
    expect(thin?.visitors).toHaveLength(20 * PEOPLE)
    expect(thin?.counters.length).toBeGreaterThan(1)
    expect(next).toEqual(before.days[1])
    expect((await manager.get('/api/sites/mitte/what-if')).json.standFor).toBe(20)
    await ground.sql('DELETE FROM thin_past', [])
  })
})

describe('a scenario', () => {
  it('is saved, played with progress, kept with what came of it, and comes to the same each time', async () => {
    const saved = await save('Ein Schalter mehr', { added: [added] })
    expect(saved.status).toBe(200)
    const { scenario } = saved.json
    const { last, heard } = await play(scenario)
    expect(heard[0]).toMatchObject({ done: 0, of: 6, outcome: null })
    const { walkInMean, served, staffed } = last.outcome.figures
    expect(last.outcome).toMatchObject({ days: 6, firstDay: '2027-03-01', lastDay: '2027-03-08' })
    // Four people at once at one counter, or at two.
    expect(walkInMean.before).toBeGreaterThan(10)
    expect(walkInMean.difference).toBeLessThan(-5)
    expect(walkInMean.high).toBeLessThan(0)
    expect(served).toMatchObject({ before: 4, after: 4, difference: 0, low: 0, high: 0 })
    expect(staffed.difference).toBeCloseTo(9.5)
    const kept = (await listed()).find((one: { scenario: string }) => one.scenario === scenario)
    expect(kept.outcome).toEqual(last.outcome)
    expect(kept.savedBy).toBe('manager')
    expect((await play(scenario)).last.outcome).toEqual(last.outcome)
  })

  it('can let intake refuse by what one more person may cost', async () => {
    const { json } = await manager.get('/api/sites/mitte/what-if')
    expect(json).toMatchObject({ intakeExtraMinutes: 2, refuses: true })
    // Open for half an hour, with people enough for all day: most of them get no number.
    const short = { hours: { from: '09:00', until: '09:30' }, walkInDemandPercent: 1_000 }
    const few = (await save('Kaum Mehrarbeit', { ...short, intakeExtraMinutes: 0 })).json
    expect(few.changes.intakeExtraMinutes).toBe(0)
    const many = (await save('Viel Mehrarbeit', { ...short, intakeExtraMinutes: 30 })).json
    const [none, much] = [(await play(few.scenario)).last, (await play(many.scenario)).last]
    expect(none.outcome.figures.refused.after).toBeGreaterThan(20)
    expect(much.outcome.figures.refused.after).toBeLessThanOrEqual(none.outcome.figures.refused.after)
    expect(none.outcome.figures.overtime.after).toBeLessThanOrEqual(much.outcome.figures.overtime.after)
  })

  it('without any change is a difference of nothing', async () => {
    const { last } = await play((await save('Wie es war')).json.scenario)
    expect(last.outcome.figures.walkInMean).toMatchObject({ difference: 0, low: 0, high: 0 })
  })

  it('that is changed has to be played again, and nobody changes what they have not seen', async () => {
    const { scenario } = (await save('Früher auf', { hours: { from: '07:00', until: '18:00' } })).json
    await play(scenario)
    const body = {
      site: 'mitte',
      name: 'Später zu',
      changes: changes({ hours: { from: '08:00', until: '19:00' } }),
    }
    const renamed = {
      ...body,
      name: 'Anders genannt',
      changes: changes({ hours: { from: '07:00', until: '18:00' } }),
    }
    const first = await manager.call(`/api/scenarios/${scenario}`, { ...renamed, seen: 1 })
    expect(first.json).toMatchObject({ name: 'Anders genannt', version: 2 })
    expect(first.json.outcome).not.toBeNull()
    const second = await manager.call(`/api/scenarios/${scenario}`, { ...body, seen: 2 })
    expect(second.json).toMatchObject({ name: 'Später zu', version: 3, outcome: null, playedAt: null })
    const late = await manager.call(`/api/scenarios/${scenario}`, { ...body, seen: 2 })
    expect(late.json.code).toBe('changed_meanwhile')
  })

  it('is removed, brought back, and forgotten after 30 days', async () => {
    const { scenario } = (await save('Weg damit')).json
    const state = async () =>
      (await listed()).find((one: { scenario: string }) => one.scenario === scenario)?.removedAt
    expect((await manager.call(`/api/scenarios/${scenario}/removal`)).status).toBe(204)
    expect(await state()).toMatch(/^2027-03-09/)
    expect((await manager.call(`/api/scenarios/${scenario}/restoration`)).status).toBe(204)
    expect(await state()).toBeNull()
    await manager.call(`/api/scenarios/${scenario}/removal`)
    expect(await ground.run(forgetScenarios, plus(TODAY, 29 * DAY))).toBe(0)
    expect(await ground.run(forgetScenarios, plus(TODAY, 31 * DAY))).toBe(1)
    expect(await state()).toBeUndefined()
  })

  it('that is removed is neither changed nor played', async () => {
    const { scenario } = (await save('Entfernt')).json
    await manager.call(`/api/scenarios/${scenario}/removal`)
    const body = { site: 'mitte', name: 'Anders', changes: changes(), seen: 1 }
    expect((await manager.call(`/api/scenarios/${scenario}`, body)).json.code).toBe('unknown_scenario')
    const line = await manager.listen(`/api/scenarios/${scenario}/events`)
    line.drop()
    expect(line.status).toBe(409)
  })

  it('is played six times at once at most, however many ask in the same moment', async () => {
    const { scenario } = (await save('Oft')).json
    // Nobody's month can be read until all have been answered: no run ends and makes room, however slow the machine is.
    const lines = await asOwner(ground.city.ownerUrl, async (owner) => {
      await owner.query('BEGIN')
      await owner.query(`LOCK TABLE ${ground.authority.schema}.visit IN ACCESS EXCLUSIVE MODE`)
      const asked = Array.from({ length: 12 }, () => manager.listen(`/api/scenarios/${scenario}/events`))
      const answered = await Promise.all(asked)
      await owner.query('COMMIT')
      return answered
    })
    const played = lines.filter(({ status }) => status === 200)
    for (const line of played)
      await line.until(({ data }) => data.outcome !== null || data.failure !== null, PATIENT)
    for (const line of lines) line.drop()
    expect(lines.map(({ status }) => status).toSorted()).toEqual([
      ...Array.from({ length: 6 }, () => 200),
      ...Array.from({ length: 6 }, () => 409),
    ])
    expect((await play(scenario)).last.failure).toBeNull()
  })

  it('is no longer saved where 200 are kept', async () => {
    const { scenario } = (await save('Der letzte')).json
    const { length } = (await listed()).filter(({ removedAt }: { removedAt: string | null }) => !removedAt)
    await ground.run((tx) =>
      tx.run(
        raw(sql`
          INSERT INTO scenario (id, site_id, name, version, changes, saved_at, saved_by)
          SELECT gen_random_uuid(), site_id, name || nth, version, changes, saved_at, saved_by
          FROM scenario, generate_series(1, ${200 - length}) AS nth WHERE id = ${scenario}`),
      ),
    )
    expect((await save('Einer zu viel')).json.code).toBe('too_many_scenarios')
    await manager.call(`/api/scenarios/${scenario}/removal`)
    expect((await save('Wieder Platz')).status).toBe(200)
    await ground.run((tx) => tx.run(raw(sql`DELETE FROM scenario WHERE name LIKE 'Der letzte_%'`)))
  })

  it('of a site without past days says so', async () => {
    const { scenario } = (await save('Nord', {}, manager, 'nord')).json
    expect((await play(scenario)).last).toMatchObject({ failure: 'no_past_days', outcome: null })
    const sites = (await manager.get('/api/sites/mitte/what-if')).json.sites
    const nord = sites.find(({ key }: { key: string }) => key === 'nord').id
    const both = (await save('Beide', { mergedSiteId: nord })).json.scenario
    expect((await play(both)).last).toMatchObject({ failure: 'no_past_days' })
  })

  it('that makes no sense is refused', async () => {
    const ids = async () => {
      const { counters } = (await manager.get('/api/sites/mitte/what-if')).json
      return counters.map(({ id }: { id: string }) => id)
    }
    const code = async (more: object) => (await save('x', more)).json.code
    expect(await code({ closed: await ids() })).toBe('no_counter_left')
    expect(await code({ closed: [newId(instant(0))] })).toBe('counter_unknown')
    expect(await code({ hours: { from: '22:00', until: '06:00' } })).toBe('hours_backwards')
    expect(await code({ walkInPercent: 101 })).toBe('out_of_range')
    expect(await code({ intakeExtraMinutes: 31 })).toBe('out_of_range')
    expect(await code({ durations: [{ serviceId: newId(instant(0)), percent: 100 }] })).toBe(
      'service_unknown',
    )
    const newSite = { ...added, shares: [{ siteId: newId(instant(0)), percent: 50 }] }
    expect(await code({ newSite })).toBe('site_unknown')
    expect((await save(' \u200b ')).json.code).toBe('no_name')
    expect((await save('x', {}, manager, 'nowhere')).json.code).toBe('unknown_site')
    expect((await manager.get(`/api/scenarios/${newId(instant(0))}/events`)).status).toBe(409)
  })

  it('of another site than one’s own is nobody’s', async () => {
    await ground.sql(
      `INSERT INTO staff_member (id, login, name, password_hash, roles, site_id, language)
       SELECT $1, 'leitung-nord', 'Leitung Nord', password_hash, roles, (SELECT id FROM site WHERE key = 'nord'), 'de'
       FROM staff_member WHERE login = 'leitung'`,
      [newId(TODAY)],
    )
    const nord = await signIn(ground.visitor(), 'leitung-nord')
    const { scenario } = (await save('Mitte')).json
    expect((await save('Fremd', {}, nord)).json.code).toBe('unknown_site')
    expect((await nord.get('/api/sites/mitte/what-if')).status).toBe(404)
    expect((await listed(nord)).map(({ site }: { site: string }) => site)).not.toContain('mitte')
    expect((await nord.call(`/api/scenarios/${scenario}/removal`)).json.code).toBe('unknown_scenario')
    expect((await nord.get(`/api/scenarios/${scenario}/events`)).json.code).toBe('unknown_scenario')
  })

  it('that nobody waits for any more ends', async () => {
    const { scenario } = (await save('Abgebrochen', { added: [added] })).json
    const line = await manager.listen(`/api/scenarios/${scenario}/events`)
    line.drop()
    await line.over
    await expect
      .poll(async () => (await play((await save('Danach')).json.scenario)).last.failure, { timeout: PATIENT })
      .toBeNull()
    const kept = (await listed()).find((one: { scenario: string }) => one.scenario === scenario)
    expect(kept.outcome).toBeNull()
  })
})
