import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { ServiceReminders } from '#features/catalogue/model/reminders.ts'
import type { Reminder } from '#features/visit/model/reminder.ts'
import type { Visit } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import {
  bookForCaller,
  changeServiceReminders,
  remindersOfService,
  restoreServiceReminders,
  searchTimes,
} from './actions.ts'

const SERVICE = 'identity-card'
const OWN = { hours: [72, 2], channels: ['mail'] } as const satisfies ServiceReminders
const AS_CITY = { hours: null, channels: null } as const satisfies ServiceReminders

let ground: Ground
let people = 0
beforeAll(async () => {
  ground = await openGround({ at: CALLING })
})
afterEach(async () => {
  await ground.sql('DELETE FROM message')
  await change(AS_CITY)
  await ground.city.unchanged()
})
afterAll(() => ground.close())

const run = <T>(work: Parameters<typeof ground.run<T>>[0]) => ground.run(work, CALLING)
const now = () => run(async (tx) => (await remindersOfService(tx, SERVICE)) ?? impossible('no service'))

async function change(reminders: ServiceReminders, seen?: string) {
  const known = seen ?? (await now()).seen
  return run((tx) => changeServiceReminders(tx, { serviceKey: SERVICE, seen: known, reminders }))
}

async function wish(serviceKey = SERVICE, reminders?: readonly Reminder[]) {
  const matters = [{ serviceKey, people: 1 }]
  const fromDay = addDays(dayOf(CALLING, 'Europe/Berlin'), 5)
  const found = await run((tx) => searchTimes(tx, { matters, siteKey: 'mitte', fromDay }))
  const startsAt = (found.ok && found.value.times[0]?.startsAt) || impossible('no free time')
  const contact = { name: `Ada Lind ${people}`, email: `own${people++}@mail.example`, phone: null }
  return {
    ...({ matters, siteKey: 'mitte', startsAt, language: 'de', channel: 'telephone' } as const),
    contact: reminders ? { ...contact, reminders } : contact,
  }
}

async function book(...asked: Parameters<typeof wish>): Promise<Visit> {
  const wanted = await wish(...asked)
  const booked = await run((tx) => bookForCaller(tx, ground.links, wanted))
  return booked.ok ? booked.value : impossible(booked.code)
}

/** How many hours before its time each waiting reminder of a visit is due. */
const hoursOf = async ({ id }: Visit) =>
  (
    await ground.sql<{ hours: number; kept: string[] | null }>(
      `SELECT (extract(epoch FROM about_at - due_at) / 3600)::float AS hours FROM message
       WHERE visit_id = $1 AND kind = 'reminder' AND state = 'due' ORDER BY due_at`,
      [id],
    )
  ).map(({ hours }) => hours)

it('bookings that stand follow in the same transaction, and those of other services stay', async () => {
  const [unasked, chosen, none] = [
    await book(),
    await book(SERVICE, [{ channel: 'mail', hours: 4 }]),
    await book(SERVICE, []),
  ]
  const other = await book('passport')
  const { seen, bookings } = await now()
  expect(bookings).toBe(3)
  await run(async (tx) => {
    await changeServiceReminders(tx, { serviceKey: SERVICE, seen, reminders: OWN })
    throw new Error('given up')
  }).catch(() => undefined)
  expect(await hoursOf(unasked)).toEqual([24, 4])

  expect(await change(OWN)).toMatchObject({ ok: true, value: { bookings: 2 } })
  expect(await hoursOf(unasked)).toEqual([72, 2])
  expect(await hoursOf(chosen)).toEqual([2])
  expect(await hoursOf(none)).toEqual([])
  expect(await hoursOf(other)).toEqual([24, 4])
  expect(
    await ground.sql('SELECT reminders FROM visit_contact WHERE visit_id = ANY ($1) ORDER BY name', [
      [unasked.id, chosen.id, none.id],
    ]),
  ).toEqual([{ reminders: null }, { reminders: ['mail 2'] }, { reminders: [] }])

  const { seen: later, versions } = await now()
  const file = versions.find(({ imported }) => imported) ?? impossible('no version of the file')
  const back = await run((tx) =>
    restoreServiceReminders(tx, { serviceKey: SERVICE, seen: later, version: file.id }),
  )
  expect(back).toMatchObject({ ok: true, value: { bookings: 2 } })
  expect(await hoursOf(unasked)).toEqual([24, 4])
})

it('what has left or is about to is neither taken away nor written again', async () => {
  const visit = await book()
  await ground.sql(
    `UPDATE message SET state = 'sent' WHERE visit_id = $1 AND kind = 'reminder' AND lead_hours = 24`,
    [visit.id],
  )
  await ground.sql(
    `UPDATE message SET attempts = 1 WHERE visit_id = $1 AND kind = 'reminder' AND lead_hours = 4`,
    [visit.id],
  )
  await change({ ...AS_CITY, hours: [24, 6] })
  expect(await hoursOf(visit)).toEqual([6, 4])
})

it('a booking that is being made is waited for, and follows', async () => {
  const wanted = await wish()
  const { seen } = await now()
  let commit = () => {}
  const mayCommit = new Promise<void>((resolve) => {
    commit = resolve
  })
  let isBooked = () => {}
  const booked = new Promise<void>((resolve) => {
    isBooked = resolve
  })
  const booking = run(async (tx) => {
    const made = await bookForCaller(tx, ground.links, wanted)
    isBooked()
    await mayCommit
    return made.ok ? made.value : impossible(made.code)
  })
  await booked
  let isChanged = false
  const changing = run((tx) =>
    changeServiceReminders(tx, { serviceKey: SERVICE, seen, reminders: OWN }),
  ).then(() => {
    isChanged = true
  })
  const waiting = () =>
    ground.sql(
      `SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'ExclusiveLock' AND locktype = 'relation'`,
    )
  await expect.poll(async () => isChanged || (await waiting()).length > 0).toBe(true)
  expect(isChanged).toBe(false)
  commit()
  await changing
  expect(await hoursOf(await booking)).toEqual([72, 2])
})

it('of two who change at once one is told, and what is wrong or the same is refused', async () => {
  const { seen } = await now()
  const both = await Promise.all([change(OWN, seen), change({ ...OWN, hours: [48] }, seen)])
  expect(both.map((each) => (each.ok ? 'changed' : each.code)).sort()).toEqual([
    'changed',
    'changed_meanwhile',
  ])
  await change(OWN)
  expect(await change(OWN)).toEqual({ ok: false, code: 'nothing_changed' })
  for (const hours of [[0], [337], [5, 5], [1, 2, 3, 4, 5]])
    expect(await change({ ...AS_CITY, hours })).toEqual({ ok: false, code: 'bad_reminders' })
})
