import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults } from '#test/accessibility.ts'
import { systemChromium } from '#test/chromium.ts'
import { NARROW, overflow } from '#test/everyWay.ts'
import { type HallServer, startHall } from '#test/hallServer.ts'
import { type Phone, type PushService, startPushService } from '#test/pushService.ts'

let hall: HallServer
let service: PushService
let folder: string

/** Speaks a tenth of a second of silence, whatever it is given. */
const PROGRAM = `#!${process.execPath}
const sound = Buffer.alloc(44 + 1600)
sound.write('RIFF', 0); sound.writeUInt32LE(1636, 4); sound.write('WAVEfmt ', 8)
sound.writeUInt32LE(16, 16); sound.writeUInt16LE(1, 20); sound.writeUInt16LE(1, 22)
sound.writeUInt32LE(8000, 24); sound.writeUInt32LE(16000, 28); sound.writeUInt16LE(2, 32); sound.writeUInt16LE(16, 34)
sound.write('data', 36); sound.writeUInt32LE(1600, 40)
process.stdin.resume().on('end', () => process.stdout.write(sound))
`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dran-test-voice-'))
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}')
  const speechProgram = join(folder, 'voice')
  writeFileSync(speechProgram, PROGRAM)
  chmodSync(speechProgram, 0o755)
  service = await startPushService()
  hall = await startHall({ pushServices: [service.origin], speechProgram })
})
afterEach(() => hall.finishAll())
afterAll(async () => {
  await hall?.stop()
  await service?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The browser's own push service is far away: the page gets the address of one of the simulator's phones. */
async function withPushService(page: Page): Promise<() => Phone> {
  let phone: Phone | undefined
  await page.exposeFunction('phoneFor', (key: string) => {
    phone = service.phone(key)
    const { endpoint, phoneKey, phoneSecret } = phone.address
    return { endpoint, keys: { p256dh: phoneKey, auth: phoneSecret } }
  })
  await page.addInitScript(() => {
    // A browser without windows shows no notifications, and says so.
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' })
    PushManager.prototype.subscribe = async (options) => {
      const key = new Uint8Array(Object(options).applicationServerKey)
      const text = btoa(String.fromCharCode(...key))
        .replace(/\+/g, '-')
        .replace(/\//g, '_')
        .replace(/=+$/, '')
      const made = await Reflect.get(window, 'phoneFor')(text)
      return Object.assign(Object.create(PushSubscription.prototype), {
        toJSON: () => made,
        unsubscribe: async () => true,
      })
    }
  })
  return () => phone ?? expect.fail('no phone asked')
}

/** Gives a message to the worker of the page, as the browser does when its push service has one. */
async function deliver(context: BrowserContext, page: Page, data: string): Promise<void> {
  const session = await context.newCDPSession(page)
  const found = new Promise<{ registrationId: string; scopeURL: string }>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations.filter(({ isDeleted }) => !isDeleted)
      if (one) resolve(one)
    })
  })
  await session.send('ServiceWorker.enable')
  const { registrationId, scopeURL } = await found
  const origin = new URL(scopeURL).origin
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
  await session.detach()
}

const notifications = (page: Page) =>
  page.evaluate(async () => {
    const [registration] = await navigator.serviceWorker.getRegistrations()
    const shown = (await registration?.getNotifications()) ?? []
    return shown.map(({ title, body, tag, silent }) => ({ title, body, tag, silent }))
  })

describe('a phone that wants to be told', () => {
  it('asks at a press, is told by its worker, once, and keeps nothing when the visit is over', async () => {
    const { visit, token } = await hall.ticket()
    await hall.withPage(NARROW, async (page, context) => {
      await context.grantPermissions(['notifications'])
      const phone = await withPushService(page)
      await page.goto(`/w/${token}`)
      await page.getByRole('button', { name: 'Nachricht auf dieses Telefon' }).click()
      await page.getByText('Dieses Telefon bekommt eine Nachricht').waitFor()
      expect([await overflow(page), await accessibilityFaults(page)]).toEqual([0, []])
      await hall.callUntil(visit)
      await expect.poll(() => phone().noticed().at(-1)).toMatchObject({ title: 'Sie sind dran' })
      await page.getByRole('heading', { name: 'Sie sind dran' }).waitFor()
      const workers = () =>
        page.evaluate(async () =>
          (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
        )
      await expect.poll(workers).toEqual([`${hall.house.server().url}/w/${token}/`])
      await hall.finishAll()
      await page.getByRole('heading', { name: 'Ihr Besuch ist beendet' }).waitFor()
      await expect.poll(workers).toEqual([])
    })
  })

  it.runIf(systemChromium())(
    'sees what its worker is given, and nothing twice (a whole browser)',
    async () => {
      const { visit, token } = await hall.ticket()
      const browser = await chromium.launch({
        executablePath: systemChromium()?.path ?? '',
        chromiumSandbox: false,
        args: ['--headless=new', '--disable-gpu', '--disable-background-networking'],
      })
      const context = await browser.newContext({ baseURL: hall.house.server().url, locale: 'de-DE' })
      await context.grantPermissions(['notifications'])
      const page = await context.newPage()
      const phone = await withPushService(page)
      await page.goto(`/w/${token}`)
      await page.getByRole('button', { name: 'Nachricht auf dieses Telefon' }).click()
      await page.getByText('Dieses Telefon bekommt eine Nachricht').waitFor()
      await hall.callUntil(visit)
      await expect.poll(() => phone().noticed().at(-1)?.title).toBe('Sie sind dran')
      for (const _ of [1, 2]) await deliver(context, page, phone().accepted.at(-1) ?? '')
      const body = `Nummer ${visit.ticketNumber}: Bitte gehen Sie jetzt hierhin: Schalter 1.`
      await expect
        .poll(() => notifications(page))
        .toEqual([{ title: 'Sie sind dran', body, tag: 'turn', silent: true }])
      await browser.close()
    },
  )

  it('hears a sound at the call before the page changes, and can have it read out', async () => {
    const { visit, token } = await hall.ticket()
    await hall.withPage(NARROW, async (page) => {
      await page.addInitScript(() => {
        const start = OscillatorNode.prototype.start
        OscillatorNode.prototype.start = function (when) {
          sessionStorage.setItem('rung', `${sessionStorage.getItem('rung') ?? ''}+`)
          start.call(this, when)
        }
      })
      const rung = () => page.evaluate(() => sessionStorage.getItem('rung')?.length ?? 0)
      await page.goto(`/w/${token}`)
      expect(await rung()).toBe(0)
      await page.getByRole('button', { name: 'Ton und Vibration einschalten' }).click()
      await page.getByText('Der Ton ist an.').waitFor()
      // It is heard at once what will be heard.
      await expect.poll(rung).toBe(2)
      const [spoken] = await Promise.all([
        page.waitForResponse((answer) => answer.url().includes('/spoken')),
        page.getByRole('link', { name: 'Vorlesen' }).click(),
      ])
      expect([spoken.status(), spoken.headers()['content-type']]).toEqual([200, 'audio/wav'])
      await hall.callUntil(visit)
      await page.getByRole('heading', { name: 'Sie sind dran' }).waitFor()
      await expect.poll(rung).toBe(4)
    })
  })

  it('says honestly what this browser cannot: refused, only from the home screen, not at all, failed, sound lost', async () => {
    const { token } = await hall.ticket()
    // Each browser as a script that runs before the page, and what is to be read there; a press where one is needed.
    const browsers = [
      {
        script: "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })",
        says: 'Ihr Browser lässt keine Nachrichten von dieser Seite zu.',
      },
      {
        script: "delete window.PushManager; Object.defineProperty(navigator, 'standalone', { value: false })",
        says: 'Dieses Telefon bekommt Nachrichten nur, wenn',
      },
      { script: 'delete window.PushManager', says: 'Dieses Telefon kann sich nur melden, solange' },
      {
        script: `Object.defineProperty(Notification, 'permission', { get: () => 'granted' })
          PushManager.prototype.subscribe = () => Promise.reject(new Error('no push service'))`,
        press: 'Nachricht auf dieses Telefon',
        says: 'Das hat nicht geklappt. Lassen Sie',
      },
    ]
    const all = browsers.map(({ says }) => says)
    for (const { script, press, says } of browsers)
      await hall.withPage(NARROW, async (page, context) => {
        await context.grantPermissions(['notifications'])
        await page.addInitScript(script)
        await page.goto(`/w/${token}`)
        if (press) await page.getByRole('button', { name: press }).click()
        await page.getByText(says).waitFor()
        for (const other of all)
          expect([other, await page.getByText(other).isVisible()]).toEqual([other, other === says])
        expect(await accessibilityFaults(page)).toEqual([])
      })
    await hall.withPage(NARROW, async (page) => {
      // The page loaded itself anew, and this browser lets nothing sound before it is touched.
      await page.addInitScript(`sessionStorage.setItem('dran-sound', 'yes')
        Object.defineProperty(AudioContext.prototype, 'state', { get: () => 'suspended' })`)
      await page.goto(`/w/${token}`)
      await page.getByRole('button', { name: 'Ton wieder einschalten' }).waitFor()
      expect(await page.getByText('Der Ton ist an.').isVisible()).toBe(false)
    })
  })

  it('without script has the sound file behind "read aloud" and no button that does nothing', async () => {
    const { token } = await hall.ticket()
    await hall.withPage({ ...NARROW, javaScriptEnabled: false }, async (page, context) => {
      await page.goto(`/w/${token}`)
      const link = await page.getByRole('link', { name: 'Vorlesen' }).getAttribute('href')
      expect((await context.request.get(link ?? '')).headers()['content-type']).toBe('audio/wav')
      expect(await page.getByRole('button', { name: /Ton|Nachricht/ }).count()).toBe(0)
      const manifest = await page.locator('link[rel="manifest"]').getAttribute('href')
      expect(await (await context.request.get(manifest ?? '')).json()).toMatchObject({
        start_url: `/w/${token}?lang=de`,
        display: 'standalone',
      })
    })
  })
})
