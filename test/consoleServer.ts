import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { build } from '#apps/cli/commands/build.ts'
import { type RunningServer, type ServerOptions, startServer } from '#apps/server/start.ts'
import { releasePlaces } from '#features/capacity/actions.ts'
import { drawTicket } from '#features/hall/actions.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { loadAssets } from '#platform/http/assets.ts'
import { type BorrowedBrowser, borrowBrowser, launchBrowser, PATIENCE } from './chromium.ts'
import { type City, openCity } from './city.ts'
import { TEST_PASSWORD, TEST_START } from './fixtures.ts'

/** Ten to nine: the site "mitte" has opened, "nord" has not. */
export const MORNING = plus(TEST_START, 80 * MINUTE)

/** A city in the morning with a server, and a browser to work in its console. */
export type ConsoleServer = {
  readonly city: City
  readonly server: () => RunningServer
  readonly browser: BorrowedBrowser
  /** Acts in the server's own process, as its routes do. */
  readonly run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Draws a ticket at "mitte"; its number. */
  readonly ticket: (service: string) => Promise<string>
  /** Opens the console, signed in. `complaints` collects errors and refusals of the content policy. */
  readonly signedIn: (login: string, options?: BrowserContextOptions) => Promise<OpenConsole>
  /** Ends the server as an update would; the answer starts it again on the same port. */
  readonly stopServer: () => Promise<() => Promise<void>>
  /** Moves the city's clock by so many milliseconds. */
  readonly turnClock: (by: number) => Promise<void>
  /** It is ten to nine again, however long the tests before have taken. */
  readonly morningAgain: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type OpenConsole = { readonly page: Page; readonly complaints: readonly string[] }

/** What is not as usual: with what the server is started, and the browser. */
export type Around = Pick<ServerOptions, 'pushServices' | 'speechProgram' | 'smsGateway'> & {
  readonly browserArguments?: readonly string[]
}

/** Starts it. Call it in beforeAll, and `stop` in afterAll. Its devices speak where it is given a voice. */
export async function startConsole({ browserArguments, ...options }: Around = {}): Promise<ConsoleServer> {
  await build()
  const city = await openCity()
  const databaseTime = () =>
    city.database.withAuthority(city.authority, async (tx) => tx.now - tx.authority.demoOffset)
  let offset = MORNING - (await databaseTime())
  const setClock = async () => {
    const migrator = await openMigrator(city.ownerUrl)
    await migrator.setDemoOffset('neuwalden', offset)
    await migrator.close()
  }
  await setClock()
  // A copy: another test file that builds meanwhile would take the files away.
  const folder = mkdtempSync(join(tmpdir(), 'dran-test-assets-'))
  cpSync(loadAssets().directory, folder, { recursive: true })
  const start = (port = 0) =>
    startServer({
      ...options,
      appUrl: city.appUrl,
      secret: city.secret,
      assets: loadAssets(folder),
      sweeps: false,
      port,
    })
  let server = await start()
  const browser = await (browserArguments ? launchBrowser(browserArguments) : borrowBrowser())
  const run = <T>(work: (tx: Tx) => Promise<T>) =>
    server.parts.database.withAuthority(
      server.parts.directory.byKey('neuwalden') ?? impossible('no authority'),
      work,
    )
  await run((tx) => releasePlaces(tx, { untilDay: addDays(dayOf(tx.now, 'Europe/Berlin'), 3) }))
  return {
    city,
    server: () => server,
    browser,
    run,
    async ticket(service) {
      const matters = [{ serviceKey: service, people: 1 }]
      const request = { siteKey: 'mitte', matters, language: 'de', channel: 'kiosk' } as const
      const drawn = await run((tx) => drawTicket(tx, server.parts.links, request, async () => true))
      return drawn.ok ? (drawn.value.visit.ticketNumber ?? '') : impossible(drawn.code)
    },
    async signedIn(login, options = {}) {
      // Nothing glides: what is looked at is what stays.
      const still = { locale: 'de-DE', baseURL: server.url, reducedMotion: 'reduce' } as const
      const context = await browser.newContext({ ...still, ...options })
      context.setDefaultTimeout(PATIENCE)
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text()))
          complaints.push(message.text())
      })
      await page.goto('/console')
      await page.getByLabel('Anmeldename').waitFor()
      await page.keyboard.type(login)
      await page.keyboard.press('Tab')
      await page.keyboard.type(TEST_PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Abmelden' }).waitFor()
      return { page, complaints }
    },
    async stopServer() {
      const { port } = server
      await server.stop()
      return async () => {
        server = await start(port)
      }
    },
    async turnClock(by) {
      offset += by
      await setClock()
      await server.parts.directory.refresh()
    },
    async morningAgain() {
      offset = MORNING - (await databaseTime())
      await setClock()
      await server.parts.directory.refresh()
    },
    async stop() {
      await browser.close()
      await server.stop()
      await city.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
