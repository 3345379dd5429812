import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { forgetOldRecipients } from '#features/message/jobs.ts'
import { DAY, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { contactOf, lockLinked, lockVisit, tryLockLinked } from './actions.ts'
import { deleteOldContacts } from './jobs.ts'
import { CONTACT_DAYS, type Visit } from './model.ts'

let city: City
beforeAll(async () => {
  city = await openCity()
})
afterAll(async () => {
  await city.unchanged()
  await city.drop()
})

async function book(): Promise<Visit> {
  const booked = await city.database.withAuthority(city.authority, async (tx) => {
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
    return bookForCaller(tx, makeLinks(city.secret), { ...wish, contact })
  })
  return booked.ok ? booked.value : impossible(booked.code)
}

it('contacts and addresses of mails go a fortnight after the visit, and not before', async () => {
  const { database, authority } = city
  const visit = await book()
  const appointment = visit.appointmentAt ?? impossible('no time')
  const after = (days: number) => ({ at: plus(appointment, days * DAY) })

  const sweep = async (tx: Tx) => {
    await deleteOldContacts(tx)
    await forgetOldRecipients(tx)
  }
  const recipients = () =>
    database.withAuthority(authority, (tx) =>
      tx.rows(db.selectFrom('message').select('recipient').where('visit_id', '=', visit.id)),
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

it('whoever locks a visit lets others write for it, and nobody else lock it', async () => {
  const { id } = await book()
  const { schema } = city.authority
  const meanwhile = (strength: string) =>
    asOwner(city.ownerUrl, (client) =>
      client.query(
        `BEGIN; SET LOCAL lock_timeout = '100ms'; SELECT FROM ${schema}.visit WHERE id = '${id}' FOR ${strength}`,
      ),
    )
  const lockings = [
    (tx: Tx) => lockVisit(tx, id),
    (tx: Tx) => lockLinked(tx, id),
    (tx: Tx) => tryLockLinked(tx, id),
  ]
  for (const lock of lockings)
    await city.database.withAuthority(city.authority, async (tx) => {
      await lock(tx)
      // What a foreign key asks for. A stronger lock would make it wait.
      await meanwhile('KEY SHARE')
      await expect(meanwhile('NO KEY UPDATE')).rejects.toThrow('lock timeout')
    })
})
