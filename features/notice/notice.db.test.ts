import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { hallOf, presentDisplay } from '#features/hall/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { DAY, HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf, timeOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { importNotices } from './actions/import.ts'
import { forgetNotices, listNotices, showNotice, writeNotice } from './actions.ts'

let city: City
let offset = 0

beforeAll(async () => {
  city = await openCity()
})
afterEach(async () => {
  offset = 0
  await city.unchanged()
})
afterAll(() => city.drop())

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority({ ...city.authority, demoOffset: city.authority.demoOffset + offset }, work)
const site = async (tx: Tx, key: string) => (await findSite(tx, key)) ?? impossible('no site')
const manager = (siteId: Id<'site'> | null): Caller => ({
  kind: 'staff',
  staffId: asId<'staffMember'>('01930000-0000-7000-8000-000000000001'),
  name: 'Leitung',
  roles: ['manager'],
  siteId,
  counterId: null,
  sessionHash: Buffer.alloc(32),
  language: 'de',
})

/** Somebody writes a notice that begins in so many minutes and lasts so many. */
function write(text: string, starts: number, lasts: number, key: string | null, caller = manager(null)) {
  return run((tx) => {
    const wall = (minutes: number) => {
      const at = plus(tx.now, minutes * MINUTE)
      return `${dayOf(at, 'Europe/Berlin')}T${timeOf(at, 'Europe/Berlin').slice(0, 5)}`
    }
    const texts = { de: text, 'de-simple': '', en: '' }
    return writeNotice(tx, caller, { site: key, texts, from: wall(starts), until: wall(starts + lasts) })
  })
}

const shownAt = (key: string) =>
  run(async (tx) => presentDisplay(await hallOf(tx, await site(tx, key))).house.notices.map(({ de }) => de))

it('a notice is shown where and while it is meant, and not when it was taken back', async () => {
  const written = await write('Heute bis 19 Uhr', -1, 60, 'mitte')
  await write('Aufzug kaputt', -1, 60, null)
  await write('Ab morgen', 24 * 60, 60, 'mitte')
  expect((await shownAt('mitte')).toSorted()).toEqual(['Aufzug kaputt', 'Heute bis 19 Uhr'])
  expect(await shownAt('nord')).toEqual(['Aufzug kaputt'])
  const id = written.ok ? written.value : impossible(written.code)
  await run((tx) => showNotice(tx, manager(null), id, false))
  expect(await shownAt('mitte')).toEqual(['Aufzug kaputt'])
  await run((tx) => showNotice(tx, manager(null), id, true))
  expect(await shownAt('mitte')).toHaveLength(2)
  offset = 2 * HOUR
  expect(await shownAt('mitte')).toEqual([])
  offset = 24.5 * HOUR
  expect(await shownAt('mitte')).toEqual(['Ab morgen'])
  offset = 32 * DAY
  await run(forgetNotices)
  expect(await run(listNotices)).toEqual([])
})

it('is refused without words, with an end before its beginning, or for another site than one’s own', async () => {
  expect(await write(' \u200b\u202e ', 0, 60, null)).toEqual({ ok: false, code: 'no_text' })
  expect(await write('x', 0, -60, null)).toEqual({ ok: false, code: 'wrong_time' })
  expect(await write('x', -120, 60, null)).toEqual({ ok: false, code: 'over_already' })
  expect(await write('x', 0, 60, 'nowhere')).toEqual({ ok: false, code: 'unknown_site' })
  const own = manager((await run((tx) => site(tx, 'nord'))).id)
  expect(await write('x', 0, 60, 'mitte', own)).toEqual({ ok: false, code: 'unknown_site' })
  expect(await write('x', 0, 60, null, own)).toEqual({ ok: false, code: 'unknown_site' })
  expect(await write('x', 0, 60, 'nord', own)).toMatchObject({ ok: true })
})

/** What would turn a display round, hide in it, heap up on it or fill it. */
const isSpoofed = (line: string) => /[\p{Cf}\p{Cc}]|\p{M}{3}/u.test(line) || line.length > 260

it('nothing that somebody wrote turns a display round, hides in it or fills it (A-09)', async () => {
  const hostile = [
    'Schalter \u202e1 znalP',
    '\u2067\u2066Num\u200bmer\ufeff',
    `S${'\u0351'.repeat(400)}`,
    '<script>alert(1)</script>',
    'x'.repeat(10_000),
  ]
  // The control: but for the script, which is text for a display, each does so if nothing cuts it.
  expect(hostile.filter((text) => !isSpoofed(text))).toEqual(['<script>alert(1)</script>'])
  const view = await run(async (tx) => hallOf(tx, await site(tx, 'mitte')))
  const [first] = view.counters
  const { counter } = first ?? impossible('no counter')
  for (const text of hostile) {
    const all = { de: text, 'de-simple': text, en: text }
    const texts = { label: all, level: all, direction: { arrow: 'left', line: null, text: all } } as const
    const call = {
      number: 1,
      visitId: asId<'visit'>('01930000-0000-7000-8000-000000000002'),
      ticketNumber: text,
      counterId: counter.id,
      calledAt: view.at,
      current: true,
    }
    const shown = presentDisplay({
      ...view,
      closed: all,
      house: { notices: [all], stop: all },
      counters: [
        {
          counter: { ...counter, texts },
          open: true,
          openedAt: null,
          pausedAt: null,
          visit: null,
          services: [],
        },
      ],
      calls: [call],
    })
    const [drawn] = shown.calls
    const written = [drawn?.ticketNumber, drawn?.counter.de, drawn?.level?.de, drawn?.direction?.text.de]
    for (const line of [...written, shown.closed?.de, shown.house.notices[0]?.de, shown.house.stop?.de]) {
      expect(line).toBeDefined()
      expect(isSpoofed(line ?? '')).toBe(false)
    }
    expect(drawn?.counter.de.length).toBeLessThanOrEqual(32)
  }
})

it('a file of notices is read twice and hangs them once, changes what it knows, and lets the console decide the rest', async () => {
  const notice = {
    site: 'nord',
    texts: { de: 'Aus der Datei', 'de-simple': '', en: '' },
    from: '2027-01-01T08:00',
    until: '2029-01-01T08:00',
  }
  const over = { ...notice, from: '2026-01-01T08:00', until: '2026-02-01T08:00' }
  const take = (file: Parameters<typeof importNotices>[1]) => run((tx) => importNotices(tx, file))
  expect(await take([notice, over])).toBe(1)
  expect(await take([notice, over])).toBe(0)
  expect(await shownAt('nord')).toContain('Aus der Datei')
  const [hung] = (await run(listNotices)).filter(({ texts }) => texts.text.de === 'Aus der Datei')
  await run((tx) => showNotice(tx, manager(null), hung?.id ?? impossible('not hung'), false))
  expect(await take([{ ...notice, texts: { ...notice.texts, en: 'From the file' } }])).toBe(1)
  expect(await take(null)).toBe(0)
  // Taken back in the console, it stays so.
  expect(await shownAt('nord')).not.toContain('Aus der Datei')
  expect((await run(listNotices)).find(({ id }) => id === hung?.id)?.texts.text.en).toBe('From the file')
})
