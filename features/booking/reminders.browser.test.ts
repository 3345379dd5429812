import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { lookAt, NARROW } from '#test/everyWay.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { type PushService, startPushService } from '#test/pushService.ts'
import { bookForCaller, searchTimes } from './actions.ts'

let ground: Ground
let browser: BorrowedBrowser
let service: PushService

beforeAll(async () => {
  await build()
  service = await startPushService()
  ground = await openGround({ at: CALLING, server: { pushServices: [service.origin] } })
  await ground.sql("UPDATE setting SET sms_sender = 'Neuwalden'")
  await ground.run((tx) => tx.changeReference())
  browser = await borrowBrowser()
})
afterAll(async () => {
  await browser?.close()
  await ground?.close()
  await service?.stop()
})

/** The path of the link of a visit some days ahead. */
async function bookedPath(): Promise<string> {
  const matters = [{ serviceKey: 'passport', people: 1 }]
  const fromDay = addDays(dayOf(CALLING, 'Europe/Berlin'), 4)
  const found = await ground.run((tx) => searchTimes(tx, { matters, siteKey: 'mitte', fromDay }), CALLING)
  const startsAt = (found.ok && found.value.times.at(-1)?.startsAt) || impossible('no free time')
  const contact = { name: 'Ada Lind', email: 'ada@mail.example', phone: null }
  const wish = { matters, siteKey: 'mitte', startsAt, language: 'de', contact, channel: 'desk' } as const
  const visit = await ground.run((tx) => bookForCaller(tx, ground.links, wish), CALLING)
  if (!visit.ok) throw new Error(visit.code)
  return `/v/${ground.links.tokenOf(ground.authority.key, visit.value.id, 1)}`
}

it('reminders are chosen behind the link, without script on 320 px, and nothing typed is lost', async () => {
  const context = await browser.newContext({
    baseURL: `http://127.0.0.1:${ground.port}`,
    javaScriptEnabled: false,
    ...NARROW,
  })
  const page = await context.newPage()
  const shot = async (name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  const path = await bookedPath()
  await page.goto(`${path}?lang=de-simple`)
  await page.getByRole('heading', { name: 'Wir erinnern Sie' }).waitFor()
  await shot('visit')
  await page.getByRole('link', { name: 'Das ändern' }).press('Enter')
  await page.getByLabel('SMS: 24 Stunden vorher').check()
  await page.getByLabel('E-Mail: 4 Stunden vorher').uncheck()
  const number = page.getByLabel('Nummer von Ihrem Handy')
  await number.fill('030 115')
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await page.getByText('Diese Nummer ist keine Handy-Nummer.').first().waitFor()
  expect(await number.inputValue()).toBe('030 115')
  expect(await page.getByLabel('E-Mail: 4 Stunden vorher').isChecked()).toBe(false)
  await shot('wrong')
  await number.fill('0170 1234567')
  await page.getByRole('button', { name: 'Speichern' }).press('Enter')
  await page.getByText('Das ist gespeichert.').waitFor()
  await page.getByText('SMS an diese Nummer: +491701234567').waitFor()
  await page.emulateMedia({ colorScheme: 'dark' })
  await shot('saved-dark')
  await context.close()
  // Who looks at faults needs script.
  const looking = await browser.newPage({
    baseURL: `http://127.0.0.1:${ground.port}`,
    reducedMotion: 'reduce',
  })
  await looking.goto(`${path}?lang=de-simple`)
  await looking.getByText('SMS an diese Nummer: +491701234567').waitFor()
  await lookAt(looking, 'the visit')
  await looking.goto(`${path}/reminders?lang=de`)
  await looking.getByLabel('SMS, 24 Stunden vorher').check()
  await looking.getByLabel('Handynummer für SMS').fill('030 115')
  await looking.getByRole('button', { name: 'Speichern' }).press('Enter')
  await looking.getByText('An diese Nummer können wir keine SMS schicken.').first().waitFor()
  await lookAt(looking, 'a wrong number', { tree: true })
  await looking.close()
})

it('a phone asks at a press to be reminded, and to be reminded no more', async () => {
  const context = await browser.newContext({ baseURL: `http://127.0.0.1:${ground.port}`, ...NARROW })
  await context.grantPermissions(['notifications'])
  const page = await context.newPage()
  // The browser's own push service is far away: the page gets the address of one of the simulator's phones.
  await page.exposeFunction('phoneFor', (key: string) => {
    const { endpoint, phoneKey, phoneSecret } = service.phone(key).address
    return { endpoint, keys: { p256dh: phoneKey, auth: phoneSecret } }
  })
  await page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' })
    PushManager.prototype.subscribe = async (options) => {
      const key = new Uint8Array(Object(options).applicationServerKey)
      const text = btoa(String.fromCharCode(...key))
      const plain = text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
      const made = await Reflect.get(window, 'phoneFor')(plain)
      const subscription = Object.create(PushSubscription.prototype)
      Object.assign(subscription, { toJSON: () => made, unsubscribe: async () => true })
      Object.defineProperty(subscription, 'endpoint', { get: () => made.endpoint })
      PushManager.prototype.getSubscription = async () => subscription
      return subscription
    }
  })
  const path = await bookedPath()
  const reminded = async () =>
    (
      await ground.sql<{ count: number }>("SELECT count(*)::int AS count FROM message WHERE channel = 'push'")
    )[0]?.count
  await page.goto(`${path}?lang=de`)
  await page.getByRole('button', { name: 'Auf diesem Telefon erinnern' }).press('Enter')
  await page.getByText('Dieses Telefon erinnert Sie an den Termin.').waitFor()
  await expect.poll(reminded).toBe(2)
  await lookAt(page, 'a phone that reminds')
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/phone.png`, fullPage: true })
  await page.getByRole('button', { name: 'Nicht mehr erinnern' }).press('Enter')
  await page.getByRole('button', { name: 'Auf diesem Telefon erinnern' }).waitFor()
  await expect.poll(reminded).toBe(0)
  await context.close()
})
