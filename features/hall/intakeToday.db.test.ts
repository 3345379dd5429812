import { describe, expect, it } from 'vitest'
import { bookForCaller, holdTime, moveBooking, releaseHold, searchTimes } from '#features/booking/actions.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, localTime, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import { links, NINE, openHallCity } from '#test/hallCity.ts'
import { changeHallRules, endOverride, noteIntakeToday, overrideIntake, type Promises } from './actions.ts'
import type { TimesToday } from './model.ts'

const hall = openHallCity()
const { run } = hall

type Looked = Pick<Promises, 'intake' | 'timesToday'>

/** A look that found these times of one service to be given today, and all of all others. */
async function looked(service: string, times: TimesToday | undefined): Promise<Looked> {
  const row = await run((tx) => tx.first(db.selectFrom('service').select('id').where('key', '=', service)))
  const id: Id<'service'> = row?.id ?? impossible('no service')
  return {
    intake: () => undefined,
    timesToday: (_, __, asked) => (asked === id ? times : undefined),
  }
}

const note = async (promises?: Looked, at = NINE) =>
  run((tx) => noteIntakeToday(tx, promises, hall.site()), at)
const matters = (serviceKey: string) => [{ serviceKey, people: 1 }]
async function timesOf(service: string, at = NINE): Promise<readonly Instant[]> {
  const question = { matters: matters(service), siteKey: 'mitte', asker: 'staff' } as const
  const found = await run((tx) => searchTimes(tx, question), at)
  return found.ok ? found.value.times.map(({ startsAt }) => startsAt) : impossible(found.code)
}
const isToday = (startsAt: Instant) => dayOf(startsAt, 'Europe/Berlin') === dayOf(NINE, 'Europe/Berlin')
const todays = async (service: string, at = NINE) => (await timesOf(service, at)).filter(isToday)
const hold = (service: string, startsAt: Instant, at = NINE, people = 1) =>
  run(async (tx) => {
    const held = await holdTime(tx, links, {
      ...{
        matters: [{ serviceKey: service, people }],
        siteKey: 'mitte',
        startsAt,
        language: 'de',
        channel: 'online',
      },
      browser: 'a browser',
    })
    if (held.ok) await releaseHold(tx, 'a browser')
    return held
  }, at)
const forCaller = (service: string, startsAt: Instant) =>
  run((tx) =>
    bookForCaller(tx, links, {
      ...{ matters: matters(service), siteKey: 'mitte', startsAt, language: 'de', channel: 'telephone' },
      contact: { name: 'Hilde Probst', email: null, phone: '0999 1' },
    }),
  )

describe('what the kiosk takes in no more is not booked for today either', () => {
  it('not offered and refused with its reason, online and on the telephone; other services and days are', async () => {
    const [first] = await todays('registration')
    const today = first ?? impossible('no time today')
    const other = (await timesOf('registration')).find((time) => !isToday(time)) ?? impossible('no other day')
    // Control: as long as nobody has found anything, it is booked.
    expect(await hold('registration', today)).toMatchObject({ ok: true })
    await note(await looked('registration', null))
    expect(await todays('registration')).toEqual([])
    expect(await hold('registration', today)).toEqual({ ok: false, code: 'full_today' })
    expect(await forCaller('registration', today)).toEqual({ ok: false, code: 'full_today' })
    expect(await hold('registration', other)).toMatchObject({ ok: true })
    expect((await todays('identity-card')).length).toBeGreaterThan(0)
    // The next look finds that it fits again.
    await note(await looked('registration', undefined))
    expect(await todays('registration')).toContain(today)
    expect(await hold('registration', today)).toMatchObject({ ok: true })
  })

  it('an appointment is judged by the hall of its own time: what ends too late is refused, earlier ones are given', async () => {
    const all = await todays('identity-card')
    const until = all[Math.floor(all.length / 2)] ?? impossible('no time')
    const [given, refused] = [all.filter((time) => time <= until), all.filter((time) => time > until)]
    expect(given.length * refused.length).toBeGreaterThan(0)
    await note(await looked('identity-card', { from: null, until }))
    expect(await todays('identity-card')).toEqual(given)
    expect(await hold('identity-card', until)).toMatchObject({ ok: true })
    expect(await hold('identity-card', refused[0] ?? until)).toEqual({ ok: false, code: 'full_today' })
    expect(await forCaller('identity-card', refused.at(-1) ?? until)).toEqual({
      ok: false,
      code: 'full_today',
    })
    // Two people take longer than one: the last of these times is not theirs.
    expect(await hold('identity-card', until, NINE, 2)).toEqual({ ok: false, code: 'full_today' })
    expect(await hold('identity-card', given[0] ?? until, NINE, 2)).toMatchObject({ ok: true })
    // Where those who are here now fill a counter that goes early, only later times fit.
    await note(await looked('identity-card', { from: until, until: null }))
    expect(await todays('identity-card')).toEqual([until, ...refused])
    expect(await hold('identity-card', given[0] ?? until)).toEqual({ ok: false, code: 'full_today' })
    // Control: when nothing is known, all of them are given.
    await note()
    expect(await todays('identity-card')).toEqual(all)
    for (const time of [refused[0], given[0]])
      expect(await hold('identity-card', time ?? until)).toMatchObject({ ok: true })
  })

  it('what is noted while somebody takes a time is kept from then on: held or refused, never anything else', async () => {
    const times = (await todays('registration')).slice(-4)
    const full = await looked('registration', null)
    for (const time of times) {
      await note()
      const [held] = await Promise.all([hold('registration', time), note(full)])
      if (!held.ok) expect(held.code).toBe('full_today')
      expect(await hold('registration', time)).toEqual({ ok: false, code: 'full_today' })
    }
    await note()
  })

  it('nothing is refused where the rules of the hall do not control intake', async () => {
    const all = await todays('registration')
    const rules = (intakeControl: number) => ({ siteId: hall.site().id, rules: { intakeControl } })
    const off = await run((tx) => changeHallRules(tx, rules(0), null))
    await note(await looked('registration', null))
    expect(await todays('registration')).toEqual(all)
    const seen = off.ok ? off.value : impossible(off.code)
    await run((tx) => changeHallRules(tx, rules(1), seen))
    await note(await looked('registration', null))
    expect(await todays('registration')).toEqual([])
    await note()
  })

  it('nobody is refused by what nobody has looked at for two minutes', async () => {
    await note(await looked('registration', null))
    expect(await todays('registration', plus(NINE, MINUTE))).toEqual([])
    expect((await todays('registration', plus(NINE, 3 * MINUTE))).length).toBeGreaterThan(0)
    await note()
  })

  it('what a clock that was put back noted later does not hold', async () => {
    await note(await looked('registration', null), plus(NINE, HOUR))
    expect((await todays('registration')).length).toBeGreaterThan(0)
    await note()
  })

  it('whoever is to come today may move within the day, and nobody into it', async () => {
    const times = await todays('registration')
    const [one, another] = [times.at(-1), times[0]]
    const booked = await forCaller('registration', one ?? impossible('no time'))
    const later = (await timesOf('registration')).find((time) => !isToday(time)) ?? impossible('no other day')
    const elsewhere = await forCaller('registration', later)
    if (!booked.ok || !elsewhere.ok) return expect.fail('not booked')
    await note(await looked('registration', null))
    const move = (id: Id<'visit'>, startsAt: Instant) =>
      run((tx) => moveBooking(tx, id, { siteKey: 'mitte', startsAt }))
    expect(await move(elsewhere.value.id, another ?? impossible('no time'))).toEqual({
      ok: false,
      code: 'full_today',
    })
    expect(await move(booked.value.id, another ?? impossible('no time'))).toMatchObject({ ok: true })
    await note()
  })
})

it('what a manager closes by hand is given again from the moment on which it ends, or when it is taken back', async () => {
  const decided = await run(async (tx) => {
    const wish = { service: null, takesIn: false, until: localTime('11:00'), reason: 'disturbance' } as const
    const result = await overrideIntake(tx, hall.site(), wish)
    await noteIntakeToday(tx, undefined, hall.site())
    return result
  })
  const override = decided.ok ? decided.value : impossible(decided.code)
  const times = await todays('registration')
  expect(times.length).toBeGreaterThan(0)
  expect(times.filter((time) => time < override.until)).toEqual([])
  expect(await hold('registration', plus(override.until, -HOUR))).toEqual({ ok: false, code: 'closed_today' })
  await run(async (tx) => {
    await endOverride(tx, hall.site(), override.id)
    await noteIntakeToday(tx, undefined, hall.site())
  })
  expect((await todays('registration'))[0]).toBeLessThan(override.until)
})
