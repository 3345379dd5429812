import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findSite, getSettings, listClosures, listSites, listUnits } from '#features/authority/actions.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { listCounters, loadPlaces } from '#features/capacity/actions.ts'
import { findServicesById, listOffers, listServices } from '#features/catalogue/actions.ts'
import type { Service } from '#features/catalogue/model.ts'
import { applyEvent } from '#features/visit/actions.ts'
import { HOUR, localDate, parseInstant, plus } from '#kernel/instant.ts'
import type { Changes } from '#platform/db/merge.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, digestTables, openCity } from '#test/city.ts'
import { TEST_AUTHORITIES, TEST_START, testData } from '#test/fixtures.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { type AuthorityData, checkAuthorityData, faultLine } from './files.ts'
import { type ImportOutcome, type ImportReport, importData, reportLines } from './importAuthority.ts'

const NEUWALDEN = TEST_AUTHORITIES.flatMap((one) => (one.key === 'neuwalden' ? testData(one) : []))

type Draft = { -readonly [Part in keyof AuthorityData]: AuthorityData[Part] }

let city: City
let data: Draft

beforeAll(async () => {
  city = await openCity()
})
afterAll(() => city.drop())
beforeEach(() => {
  for (const fixture of NEUWALDEN) data = structuredClone(fixture)
})
afterEach(async () => {
  await city.unchanged()
  for (const fixture of NEUWALDEN) data = structuredClone(fixture)
  await emptyHall()
  expect(await bring()).toMatchObject({ ok: true })
})

/** Imports the data as they stand now. */
function bring(changed: AuthorityData = data): Promise<ImportOutcome> {
  return importData(city.database, city.authority, changed, { at: TEST_START })
}

async function report(changed: AuthorityData = data): Promise<ImportReport> {
  const outcome = await bring(changed)
  if (!outcome.ok) throw new Error(outcome.faults.map(faultLine).join('\n'))
  return outcome.report
}

function read<T>(work: (tx: Tx) => Promise<T>, at = TEST_START): Promise<T> {
  return city.database.withAuthority(city.authority, work, { at })
}

function activeService(key: string): Promise<Service | undefined> {
  return read(async (tx) => (await listServices(tx)).find((service) => service.key === key))
}

/** Books a time on Tuesday at ten for an identity card. */
function book(siteKey: string) {
  return read(async (tx) => {
    const booked = await bookForCaller(tx, plainLinks, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey,
      startsAt: parseInstant('2027-03-02T09:00:00Z'),
      language: 'de',
      channel: 'telephone',
      contact: { name: 'Ada Muster', email: null, phone: '0999 1' },
    })
    if (!booked.ok) throw new Error(booked.code)
    return booked.value
  })
}

/** Forgets all visits, which only the owner can. */
function emptyHall(): Promise<unknown> {
  return asOwner(city.ownerUrl, (client) =>
    client.query(
      `SET search_path TO ${city.authority.schema}; TRUNCATE visit, journal, claim, message CASCADE`,
    ),
  )
}

const NONE: Changes = { created: [], changed: [], removed: [], deactivated: [] }

describe('an import', () => {
  test('brings what the files say', async () => {
    const [sites, services, offers, units, settings, closures] = await read(async (tx) => [
      await listSites(tx),
      await listServices(tx),
      await listOffers(tx),
      await listUnits(tx),
      await getSettings(tx),
      await listClosures(tx, localDate('2027-03-01')),
    ])
    expect(sites.map((site) => [site.key, site.unitKey, site.hours.length])).toEqual([
      ['mitte', 'citizens-office', 5],
      ['nord', 'citizens-office', 10],
    ])
    expect(services.find(({ key }) => key === 'passport')?.questions.map(({ key }) => key)).toEqual([
      'first',
      'age',
    ])
    expect(services.map(({ key, papers, fees }) => [key, papers.length, fees.length])).toEqual([
      ['identity-card', 1, 1],
      ['passport', 4, 1],
      ['registration', 1, 1],
      ['pick-up', 1, 1],
    ])
    expect(offers).toHaveLength(8)
    expect(units.map((unit) => unit.key)).toEqual(['citizens-office'])
    expect(settings).toMatchObject({ timeZone: 'Europe/Berlin', holdMinutes: 10, horizonDays: 56 })
    expect(closures[0]).toMatchObject({ siteId: null, firstDay: '2027-03-26', lastDay: '2027-03-29' })
    // Those of the file first; the other holidays of the region follow.
    expect(closures.slice(1, 3).map(({ firstDay }) => firstDay)).toEqual(['2027-05-01', '2027-05-06'])
  })

  test('gives every site a row from which its journal takes numbers', async () => {
    const rows = await read((tx) => tx.rows(db.selectFrom('journal_counter').selectAll()))
    expect(rows).toHaveLength(2)
  })

  test('of the same files again changes nothing at all', async () => {
    const before = await digestTables(city.ownerUrl, city.authority)
    const again = await report()
    expect(reportLines(again)).toEqual([])
    expect(await digestTables(city.ownerUrl, city.authority)).toEqual(before)
  })

  test('gives dates hours of their own; without the field they stay, and an empty list ends them', async () => {
    const special = () =>
      read(async (tx) => (await findSite(tx, 'mitte'))?.specialHours?.map(({ day, closes }) => [day, closes]))
    const withHours = (specialHours?: { day: string; opens: string; closes: string }[]): Draft => ({
      ...data,
      sites: data.sites.map((site) =>
        site.key === 'mitte' && specialHours ? { ...site, specialHours } : site,
      ),
    })
    const evening = { day: '2027-03-09', opens: '08:00', closes: '17:00' }
    const over = { day: '2027-02-09', opens: '08:00', closes: '17:00' }
    expect((await report(withHours([evening, over]))).hours).toBe(true)
    expect(await special()).toEqual([['2027-03-09', '17:00']])
    const ends = await read(async (tx) => {
      const site = await findSite(tx, 'mitte')
      const day = localDate('2027-03-09')
      const places = await loadPlaces(tx, { fromDay: day, toDay: day, siteIds: site ? [site.id] : [] })
      return places.map(({ endCell }) => endCell)
    })
    // As long as the shifts of every week say.
    expect(ends).toEqual([17 * 12, 17 * 12])
    expect((await report(withHours([evening]))).hours).toBe(false)
    expect((await report()).hours).toBe(false)
    expect(await special()).toEqual([['2027-03-09', '17:00']])
    expect((await report(withHours([]))).hours).toBe(true)
    expect(await special()).toEqual([])
  })

  test('changes what has the same key, and keeps its id', async () => {
    const before = await activeService('passport')
    const changed: Draft = structuredClone(data)
    for (const service of changed.services) if (service.key === 'passport') service.minutes = 25
    for (const site of changed.sites) if (site.key === 'nord') site.street = 'Am Ring 2'
    changed.authority.settings.holdMinutes = 15
    const { services, sites, settings, hours } = await report(changed)
    expect(services).toEqual({ ...NONE, changed: ['passport'] })
    expect(sites).toEqual({ ...NONE, changed: ['nord'] })
    expect([settings, hours]).toEqual([true, false])
    const after = await activeService('passport')
    expect(after).toMatchObject({ id: before?.id, minutes: 25 })
    expect((await read(getSettings)).holdMinutes).toBe(15)
  })

  test('brings drawn houses, keeps them where there is no file, and takes them away by an empty one', async () => {
    const name = { de: 'Halle', 'de-simple': 'Halle', en: 'Hall' }
    const level = { key: 'ground', name, width: 10, height: 10 }
    const plan = { levels: [level], rooms: [], things: [] }
    const drawn: Draft = { ...structuredClone(data), housePlans: [{ site: 'mitte', ...plan }] }
    expect((await report(drawn)).housePlans).toBe(true)
    expect((await report(drawn)).housePlans).toBe(false)
    expect((await report()).housePlans).toBe(false)
    const kept = await read((tx) => tx.rows(db.selectFrom('house_plan').select(['version', 'plan'])))
    expect(kept).toEqual([{ version: 1, plan }])
    expect(reportLines(await report({ ...drawn, housePlans: [] }))).toEqual(['house plans changed'])
  })

  test('brings what is done in a moment, and takes it back', async () => {
    const other: Draft = structuredClone(data)
    const [card, , , pickUp] = other.services
    Object.assign(card ?? {}, { quick: 'question' })
    delete pickUp?.quick
    expect((await report(other)).services.changed).toEqual(['identity-card', 'pick-up'])
    const quick = async (key: string) => (await activeService(key))?.quick
    expect([await quick('identity-card'), await quick('pick-up')]).toEqual(['question', null])
    await report()
    expect([await quick('identity-card'), await quick('pick-up')]).toEqual([null, 'pick_up'])
  })

  test('brings what combines, and takes it back', async () => {
    const apart: Draft = structuredClone(data)
    const sharedStep = { key: 'photo', minutes: 5 }
    const [card, passport, registration, pickUp] = apart.services
    Object.assign(card ?? {}, { sharedStep, notWith: ['registration'] })
    Object.assign(passport ?? {}, { sharedStep })
    Object.assign(registration ?? {}, { notWith: ['identity-card'] })
    Object.assign(pickUp ?? {}, { standsAlone: true })
    expect((await report(apart)).combinations).toBe(true)
    const read = async (key: string) => {
      const found = await activeService(key)
      return [found?.standsAlone, found?.notWith, found?.sharedStep]
    }
    expect(await read('identity-card')).toEqual([false, ['registration'], sharedStep])
    expect(await read('registration')).toEqual([false, ['identity-card'], null])
    expect(await read('pick-up')).toEqual([true, [], null])
    expect(reportLines(await report(apart))).toEqual([])
    expect((await report()).combinations).toBe(true)
    expect(await read('identity-card')).toEqual([false, [], null])
  })

  test('gives a setting that is left out the default again, but for shares and release', async () => {
    const changed: Draft = structuredClone(data)
    changed.authority.settings.holdMinutes = 7
    changed.authority.settings.horizonDays = 14
    await report(changed)
    await report()
    // How far ahead can be booked may have been decided in the console, and stays.
    expect(await read(getSettings)).toMatchObject({ holdMinutes: 10, horizonDays: 14 })
    changed.authority.settings.horizonDays = 56
    await report(changed)
  })

  test('makes times bookable at once, to the horizon and not on closed days', async () => {
    const days = { fromDay: localDate('2027-03-01'), toDay: localDate('2027-06-01') }
    const places = await read((tx) => loadPlaces(tx, days))
    const all = [...new Set(places.map((place) => place.day))].sort()
    expect(all[0]).toBe('2027-03-01')
    expect(all.at(-1)).toBe('2027-04-26')
    expect(all).not.toContain('2027-03-26')
    expect(all).toContain('2027-03-30')
  })

  test('into another authority than that of the files is refused', async () => {
    const outcome = await importData(city.database, city.other, data)
    expect(outcome.ok || outcome.faults.map(faultLine)).toEqual([
      'authority.json key: is not "zweitstadt", the authority to import into',
    ])
  })

  test('that fails half way leaves nothing', async () => {
    const before = await digestTables(city.ownerUrl, city.authority)
    const changed: Draft = structuredClone(data)
    for (const site of changed.sites) site.street = 'Am Ring 2'
    // No check passes this; it stands for whatever may fail in the middle.
    for (const person of changed.staff) person.name = 'x'.repeat(200)
    await expect(bring(changed)).rejects.toThrow()
    expect(await digestTables(city.ownerUrl, city.authority)).toEqual(before)
  })
})

describe('what is no longer in the files', () => {
  test('goes when nothing refers to it', async () => {
    const changed: Draft = structuredClone(data)
    changed.services = changed.services.filter(({ key }) => key !== 'passport')
    changed.offers = changed.offers.filter(({ service }) => service !== 'passport')
    for (const counter of changed.counters) {
      counter.skills = counter.skills.filter((skill) => skill !== 'passport')
    }
    changed.counters = changed.counters.filter(({ site, key }) => !(site === 'nord' && key === '3'))
    changed.shifts = changed.shifts.filter(({ site, counter }) => !(site === 'nord' && counter === '3'))
    const { services, counters } = await report(changed)
    expect(services).toEqual({ ...NONE, removed: ['passport'] })
    expect(counters).toEqual({ ...NONE, removed: ['nord 3'] })
    expect(await activeService('passport')).toBeUndefined()
  })

  function withoutSite(key: string): AuthorityData {
    const changed: Draft = structuredClone(data)
    changed.sites = changed.sites.filter((site) => site.key !== key)
    changed.offers = changed.offers.filter(({ site }) => site !== key)
    changed.counters = changed.counters.filter(({ site }) => site !== key)
    changed.shifts = changed.shifts.filter(({ site }) => site !== key)
    changed.staff = changed.staff.filter(({ site }) => site !== key)
    return changed
  }

  test('a site goes with its counters, shifts and places', async () => {
    const { sites, places } = await report(withoutSite('nord'))
    expect(sites).toEqual({ ...NONE, removed: ['nord'] })
    expect(places.made).toBe(0)
    const days = { fromDay: localDate('2027-03-01'), toDay: localDate('2027-06-01') }
    const [left, mitte] = await read(async (tx) => [await loadPlaces(tx, days), await findSite(tx, 'mitte')])
    expect(new Set(left.map((place) => place.siteId))).toEqual(new Set([mitte?.id]))
  })

  test('a site stays as long as anybody has a time there', async () => {
    await book('nord')
    const outcome = await bring(withoutSite('nord'))
    expect(outcome.ok || outcome.faults.map(faultLine).join()).toContain(
      '"nord" is missing, but people have times',
    )
    expect((await read(listSites)).map(({ key }) => key)).toContain('nord')
  })

  test('a site where people have been stays for their visits, and nowhere else', async () => {
    const visit = await book('nord')
    await read(async (tx) => {
      const over = await applyEvent(tx, visit, 'no_show')
      expect(over.ok).toBe(true)
    })
    const { sites, counters } = await report(withoutSite('nord'))
    expect(sites).toEqual({ ...NONE, deactivated: ['nord'] })
    expect([...counters.removed, ...counters.deactivated].sort()).toEqual(['nord 1', 'nord 2', 'nord 3'])
    expect(counters.deactivated).toHaveLength(1)
    expect((await read(listSites)).map(({ key }) => key)).toEqual(['mitte'])
    expect(await read((tx) => findSite(tx, 'nord'))).toBeUndefined()
    const again = await report()
    expect(again.sites).toEqual({ ...NONE, changed: ['nord'] })
    expect((await read((tx) => findSite(tx, 'nord')))?.id).toBe(visit.siteId)
  })

  test('a service that people have asked for stays for their visits, and is found no more', async () => {
    await book('mitte')
    const card = await activeService('identity-card')
    const changed: Draft = structuredClone(data)
    changed.services = changed.services.filter(({ key }) => key !== 'identity-card')
    changed.offers = changed.offers.filter(({ service }) => service !== 'identity-card')
    for (const counter of changed.counters) {
      counter.skills = counter.skills.filter((skill) => skill !== 'identity-card')
    }
    const { services } = await report(changed)
    expect(services).toEqual({ ...NONE, deactivated: ['identity-card'] })
    expect((await read(listServices)).map(({ key }) => key)).not.toContain('identity-card')
    const ids = card ? [card.id] : []
    expect(await read((tx) => findServicesById(tx, ids))).toMatchObject([
      { key: 'identity-card', active: false },
    ])
    expect((await report(changed)).services).toEqual(NONE)
  })

  test('a counter at which people are booked stays for them, and no more', async () => {
    await book('mitte')
    await book('mitte')
    const changed: Draft = structuredClone(data)
    changed.counters = changed.counters.filter(({ site, key }) => site === 'nord' || key === '3')
    for (const counter of changed.counters) {
      if (counter.site === 'mitte') counter.skills = ['identity-card', 'passport', 'registration', 'pick-up']
    }
    changed.shifts = changed.shifts.filter(({ site, counter }) => site === 'nord' || counter === '3')
    const { counters, places } = await report(changed)
    expect(counters.deactivated.toSorted()).toEqual(['mitte 1', 'mitte 2'])
    expect(places).toMatchObject({ withdrawn: 0, unplaced: 2 })
    const days = { fromDay: localDate('2027-03-02'), toDay: localDate('2027-03-02') }
    const mitte = await read((tx) => findSite(tx, 'mitte'))
    const siteIds = mitte ? [mitte.id] : []
    expect(await read((tx) => loadPlaces(tx, { ...days, siteIds }))).toEqual([])
    for (const siteId of siteIds) {
      expect((await read((tx) => listCounters(tx, siteId))).map(({ key }) => key)).toEqual(['3'])
    }
    const visits = await read((tx) => tx.rows(db.selectFrom('visit').select('state')))
    expect(visits).toEqual([{ state: 'booked' }, { state: 'booked' }])
  })
})

test('the fixtures are files that an administrator could import', () => {
  const parts = new Map<string, unknown>(Object.entries(data))
  expect(checkAuthorityData((part) => parts.get(part))).toMatchObject({ ok: true })
})

test('somebody new without a password cannot sign in, somebody known keeps theirs', async () => {
  const before = await read((tx) => tx.rows(db.selectFrom('staff_member').select(['login', 'password_hash'])))
  const changed: Draft = structuredClone(data)
  changed.staff.push({ login: 'neu', name: 'Nele Neu', roles: ['clerk'], site: 'mitte', language: 'de' })
  const { staff } = await report(changed)
  expect(staff).toEqual({ created: 1, changed: 0, deactivated: 0 })
  const after = await read(
    (tx) => tx.rows(db.selectFrom('staff_member').select(['login', 'password_hash'])),
    plus(TEST_START, HOUR),
  )
  expect(after.filter(({ login }) => login !== 'neu')).toEqual(before)
  expect(after.find(({ login }) => login === 'neu')?.password_hash).not.toContain('argon2')
})
