import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import {
  cancelBooking,
  giveContact,
  holdTime,
  saveHoldContact,
  searchTimes,
} from '#features/booking/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { type Mailbox, startMailbox } from '../mailbox.ts'
import type { StoredMail } from './folder.ts'

let city: City
let folder: string
let mailbox: Mailbox
let server: RunningServer

beforeAll(async () => {
  await build()
  city = await openCity()
  folder = await mkdtemp(join(tmpdir(), 'dran-mail-'))
  mailbox = await startMailbox({ folder })
  server = await startServer({ appUrl: city.appUrl, secret: city.secret, sweeps: false, mailbox })
})
afterAll(async () => {
  await city.unchanged()
  await server.stop()
  await mailbox.stop()
  await rm(folder, { recursive: true })
  await city.drop()
})

/** Fills the form in the server's own process, so that its sender hears of it. */
async function fillIn(): Promise<Visit> {
  const { database, links } = server.parts
  return database.withAuthority(city.authority, async (tx) => {
    const matters = [{ serviceKey: 'passport', people: 1 }]
    const found = await searchTimes(tx, { matters })
    const free = (found.ok && found.value.times.at(-1)) || impossible('no free time')
    const siteKey =
      (found.ok && found.value.sites.find(({ site }) => site.id === free.siteId)?.site.key) || ''
    const wish = { matters, siteKey, startsAt: free.startsAt, language: 'en', channel: 'online' } as const
    const held = await holdTime(tx, links, { ...wish, browser: 'a browser' })
    if (!held.ok) return impossible(held.code)
    await saveHoldContact(tx, 'a browser', { name: 'Anna Muster', email: 'anna@mail.example', phone: null })
    const given = await giveContact(tx, links, 'a browser')
    return given.ok ? given.value.visit : impossible(given.code)
  })
}

/** The n-th mail, once it is there. */
async function mailNumber(n: number): Promise<StoredMail> {
  for (let tries = 0; tries < 250; tries++) {
    const mails = await mailbox.listMails(city.authority.key)
    const summary = mails[mails.length - n]
    const mail = summary && (await mailbox.readMail(city.authority.key, summary.id))
    if (mail) return mail
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return impossible('no mail came')
}

function linkIn(mail: StoredMail): string {
  return /http\S+\/v\/\S+/.exec(mail.text)?.[0] ?? ''
}

it('the mail after the form leads to the page that confirms; the second mail says that it is booked', async () => {
  await asOwner(city.ownerUrl, async (owner) => {
    await owner.query(`SET search_path TO ${city.authority.schema}`)
    await owner.query('UPDATE setting SET early_minutes = 13, late_minutes = 17')
    await owner.query('UPDATE reference_version SET version = version + 1')
  })
  const visit = await fillIn()
  const first = await mailNumber(1)
  expect(first.subject).toBe('Please confirm your appointment')
  const link = linkIn(first)
  expect(new URL(link).port).toBe(String(server.port))

  // A mail program that looks at every link in advance confirms nothing.
  for (let looks = 0; looks < 3; looks++) expect((await fetch(link)).status).toBe(200)
  expect((await mailbox.listMails(city.authority.key)).length).toBe(1)

  const pressed = await fetch(link.replace(/(\?|$)/, '/confirm$1'), {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: new URL(link).origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: `idempotencyKey=${crypto.randomUUID()}`,
  })
  expect(pressed.status).toBe(303)
  const second = await mailNumber(2)
  expect(second.subject).toMatch(/^Your appointment on /)
  expect(second.attachments.map((file) => file.type)).toEqual(['image/png', 'text/calendar'])
  expect(linkIn(second)).toBe(link)
  // By the city's own rules, as on the page behind the link.
  const rule =
    '13 minutes before your time at the earliest. Up to 17 minutes after your time you keep your place.'
  expect(second.text.replaceAll(/\s+/g, ' ')).toContain(rule)
  expect(await (await fetch(link)).text()).toContain(rule)

  await server.parts.database.withAuthority(city.authority, (tx) => cancelBooking(tx, visit.id))
  const third = await mailNumber(3)
  expect(third.subject).toMatch(/is cancelled$/)

  const list = await fetch(`${server.url}/demo/mail`)
  expect(await list.text()).toContain(third.id)
})
