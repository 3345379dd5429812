import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { forgetOldRecipients } from '#features/message/jobs.ts'
import { DAY, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { contactOf } from './actions.ts'
import { deleteOldContacts } from './jobs.ts'
import { CONTACT_DAYS } from './model.ts'

let city: City
beforeAll(async () => {
  city = await openCity()
})
afterAll(async () => {
  await city.unchanged()
  await city.drop()
})

it('contacts and addresses of mails go a fortnight after the visit, and not before', async () => {
  const { database, authority, secret } = city
  const booked = await database.withAuthority(authority, async (tx) => {
    const matters = [{ serviceKey: 'identity-card', people: 1 }]
    const found = await searchTimes(tx, { matters })
    const time = found.ok ? found.value.times[0] : undefined
    const site = found.ok ? found.value.sites.find((each) => each.site.id === time?.siteId)?.site : undefined
    if (!time || !site) return impossible('no free time')
    const contact = { name: 'Vera Beispiel', email: 'Vera@beispiel.example', phone: null }
    const wish = {
      matters,
      siteKey: site.key,
      startsAt: time.startsAt,
      language: 'de',
      channel: 'desk',
    } as const
    return bookForCaller(tx, makeLinks(secret), { ...wish, contact })
  })
  const visit = booked.ok ? booked.value : impossible(booked.code)
  const appointment = visit.appointmentAt ?? impossible('no time')
  const after = (days: number) => ({ at: plus(appointment, days * DAY) })

  const sweep = async (tx: Tx) => {
    await deleteOldContacts(tx)
    await forgetOldRecipients(tx)
  }
  const recipients = () =>
    database.withAuthority(authority, (tx) =>
      tx.rows(db.selectFrom('message').select('recipient').distinct().where('visit_id', '=', visit.id)),
    )
  await database.withAuthority(authority, sweep, after(CONTACT_DAYS - 1))
  expect(await recipients()).toEqual([{ recipient: 'Vera@beispiel.example' }])
  expect(await database.withAuthority(authority, (tx) => contactOf(tx, visit.id))).toMatchObject({
    name: 'Vera Beispiel',
  })
  await database.withAuthority(authority, sweep, after(CONTACT_DAYS + 1))
  expect(await recipients()).toEqual([{ recipient: '' }])
  expect(await database.withAuthority(authority, (tx) => contactOf(tx, visit.id))).toBeUndefined()
})
