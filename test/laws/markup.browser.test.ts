import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build } from '#apps/cli/commands/build.ts'
import { type RoomGroup, roomsOf } from '#apps/console/screens.ts'
import { ROLES } from '#features/staff/model.ts'
import { type BorrowedBrowser, borrowBrowser } from '#test/chromium.ts'
import { CALLING } from './clerks.ts'
import { type Ground, openGround, signIn } from './ground.ts'
import { fillWithMarks } from './markup.ts'
import { LOGINS } from './routes.ts'
import { writtenCity } from './writtenCity.ts'

// Attack A-08 in a real browser: a script in every name, note and text that people write, on the pages where many see it.
// The content policy, which would stop it, is switched off in this browser: what is left is how the pages are made.

/** A picture that does not load: it runs wherever it becomes markup, in a page from the server and in one from a script. */
const SCRIPT = `"'><img a08 src=x: onerror=ran()>`

const NOBODY: ReadonlyMap<string, string> = new Map()

let ground: Ground
let browser: BorrowedBrowser
let values: Record<string, string>
let cookies: Readonly<Record<string, ReadonlyMap<string, string>>>

beforeAll(async () => {
  await build()
  ground = await openGround({ at: CALLING })
  const clerk = await signIn(ground.visitor(), LOGINS.clerk)
  values = await writtenCity(ground, clerk)
  const people = await Promise.all(
    ROLES.map(async (role) => {
      const who = role === 'clerk' ? clerk : await signIn(ground.visitor(), LOGINS[role])
      return [role, who.cookies] as const
    }),
  )
  cookies = Object.fromEntries(people)
  await fillWithMarks(ground.sql, () => SCRIPT)
  browser = await borrowBrowser()
})
afterAll(async () => {
  await browser?.close()
  await ground?.close()
})

/** A page on which a script that runs is counted, with the session of somebody. */
async function withPage(
  session: ReadonlyMap<string, string>,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    bypassCSP: true,
    locale: 'de-DE',
    baseURL: `http://127.0.0.1:${ground.port}`,
  })
  await context.addCookies(
    [...session].map(([name, value]) => ({ name, value, url: `http://127.0.0.1:${ground.port}` })),
  )
  const page = await context.newPage()
  await page.addInitScript('window.ran = () => { window.hasRun = true }')
  try {
    await work(page)
  } finally {
    await context.close()
  }
}

/** What a page does with the script: whether it is there to be read, has become markup, or has run. */
const seenOn = (page: Page) =>
  page.evaluate<{ readonly isRead: boolean; readonly isMarkup: boolean; readonly hasRun: boolean }>(`({
    isRead: document.documentElement.textContent.includes('onerror=ran()'),
    isMarkup: document.querySelector('[a08]') !== null,
    hasRun: window.hasRun === true,
  })`)

const SAFE = { isRead: true, isMarkup: false, hasRun: false }

/** Opens pages one after the other; each shows the script as text, and does nothing else with it. */
async function look(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path)
    await expect.poll(async () => [path, (await seenOn(page)).isRead]).toEqual([path, true])
    // A picture that fails says so a moment later.
    await page.waitForTimeout(200)
    expect([path, await seenOn(page)]).toEqual([path, SAFE])
  }
}

test('kiosk, displays and the phone show a script in a name or note as text', async () => {
  const { token, calledToken, bookedToken } = values
  await withPage(NOBODY, (page) =>
    look(page, [
      '/kiosk/mitte?lang=de',
      '/kiosk/mitte/services?lang=de',
      '/kiosk/mitte/ticket/identity-card?lang=de',
      '/display/mitte',
      '/display/mitte?shows=house',
      `/w/${token}`,
      `/w/${calledToken}`,
      `/v/${bookedToken}`,
      '/',
      '/services/identity-card',
      '/sites/mitte',
      '/waiting',
    ]),
  )
})

test('every room of the console shows a script in a name or note as text', async () => {
  // A room that several roles may enter is the same room.
  const all = ROLES.flatMap((role) => roomsOf([role]).map(({ path, group }) => ({ role, path, group })))
  const rooms = new Map(all.map((room) => [room.path, room]))
  const groups = new Set<RoomGroup>()
  for (const { role, path, group } of rooms.values()) {
    groups.add(group)
    await withPage(cookies[role] ?? NOBODY, (page) => look(page, [`/console${path}`]))
  }
  expect(groups.size).toBe(5)
})

test('a page that lets it through runs it, whether the server made it or a script (control)', async () => {
  for (const body of [
    `<p>${SCRIPT}</p>`,
    `<p></p><script>document.querySelector('p').innerHTML = decodeURIComponent('${encodeURIComponent(SCRIPT).replaceAll("'", '%27')}')</script>`,
  ])
    await withPage(NOBODY, async (page) => {
      await page.route('**/', (route) => route.fulfill({ contentType: 'text/html', body }))
      await page.goto('/')
      await expect.poll(async () => (await seenOn(page)).hasRun).toBe(true)
      expect((await seenOn(page)).isMarkup).toBe(true)
    })
})
