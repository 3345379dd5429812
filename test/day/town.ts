import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '#apps/cli/commands/build.ts'
import { beginAuthority, DEMO_PASSWORD, demoFolder, finishAuthority } from '#apps/demo/authorities.ts'
import type { AuthorityData } from '#apps/import/files.ts'
import { ROOT } from '#apps/server/configuration.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters, releasePlaces } from '#features/capacity/actions.ts'
import type { Counter } from '#features/capacity/model.ts'
import { type Instant, type LocalDate, localTime, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { instantOf } from '#kernel/wallTime.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { loadAssets } from '#platform/http/assets.ts'
import { openLog } from '#platform/log/log.ts'
import { systemClock } from '#platform/time/clock.ts'
import { type City, openCity } from '#test/city.ts'
import { type Visitor, visitor } from '#test/laws/http.ts'

/** The demo city under another key, so that it stands beside the two of every test database. */
const KEY = 'markttag'
const HOST = `${KEY}.localhost`
/** When the city begins: a Monday, two weeks before the day. */
const BEGINNING = parseInstant('2027-03-01T05:00:00Z')

/** The demo city on one day, with a server; its clock goes forward when it is told to. */
export type Town = {
  readonly city: City
  readonly data: AuthorityData
  readonly server: RunningServer
  readonly url: string
  readonly key: string
  readonly site: Site
  /** In the order of the files. */
  readonly counters: readonly Counter[]
  /** Acts in the server's own process, as its routes do; at another moment than now if one is named. */
  run<T>(work: (tx: Tx) => Promise<T>, at?: Instant): Promise<T>
  /** Somebody new with an address of their own. */
  visitor(): Visitor
  signIn(login: string): Promise<Visitor>
  /** Sets the clock forward to a moment; one that has passed changes nothing. */
  moveTo(at: Instant): Promise<void>
  stop(): Promise<void>
}

/** Opens the demo city as an administrator would find it in the morning of a day, with times released until then. */
export async function openTown(siteKey: string, day: LocalDate): Promise<Town> {
  await build()
  const city = await openCity({ connections: 4 })
  const migrator = await openMigrator(city.ownerUrl)
  const made = await migrator.createAuthority({ key: KEY, hostnames: [], demo: true })
  const realNow = await city.database.withAuthority(made, async (tx) => tx.now)
  let offset = BEGINNING - realNow
  await migrator.setDemoOffset(KEY, offset)
  const begun = await beginAuthority(city.database, migrator, demoFolder(ROOT, 'neuwalden'), KEY)
  const data = { ...begun.data, authority: { ...begun.data.authority, hostnames: [HOST] } }
  await finishAuthority(migrator, { ...begun, data })
  // A copy: another test file that builds meanwhile would take the files away.
  const folder = mkdtempSync(join(tmpdir(), 'dran-test-assets-'))
  cpSync(loadAssets().directory, folder, { recursive: true })
  const server = await startServer({
    appUrl: city.appUrl,
    secret: city.secret,
    assets: loadAssets(folder),
    // What the sweeps do happens when the day says so.
    sweeps: false,
    log: openLog({ level: 'error' }),
    connections: 8,
    // The house's own network: all its browsers have this address, and a day of it lasts some minutes.
    http: { sharedNetworks: ['127.0.0.1/32'] },
  })
  const { directory, database } = server.parts
  const run = <T>(work: (tx: Tx) => Promise<T>, at?: Instant) =>
    database.withAuthority(
      directory.byKey(KEY) ?? impossible('no authority'),
      work,
      at === undefined ? {} : { at },
    )
  const site = await run(async (tx) => (await findSite(tx, siteKey)) ?? impossible('no site'))
  const counters = await run((tx) => listCounters(tx, site.id))
  await run((tx) => releasePlaces(tx, { untilDay: day }))
  // Everybody who is drawn comes and waits: the day is about waits, not about who is refused.
  await run((tx) => tx.run(db.insertInto('hall_rule').values({ site_id: site.id, intake_control: 0 })))
  const named = data.counters.filter((counter) => counter.site === siteKey).map(({ key }) => key)
  const newVisitor = () => visitor({ port: server.port, host: HOST })
  return {
    city,
    data,
    server,
    url: `http://${HOST}:${server.port}`,
    key: KEY,
    site,
    counters: named.map((key) => counters.find((one) => one.key === key) ?? impossible('no counter')),
    run,
    visitor: newVisitor,
    async signIn(login) {
      const somebody = newVisitor()
      const answer = await somebody.call('/api/session', { login, password: DEMO_PASSWORD })
      if (answer.status !== 200) throw new Error(`${login} could not sign in: ${answer.text}`)
      return somebody
    },
    async moveTo(at) {
      const forward = at - (systemClock.now() + offset)
      if (forward <= 0) return
      offset += forward
      await migrator.setDemoOffset(KEY, offset)
      await directory.refresh()
    },
    async stop() {
      await server.stop()
      await migrator.close()
      await city.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A wall time of a day at a site. */
export function at(site: Pick<Site, 'timeZone'>, day: LocalDate, time: string): Instant {
  return instantOf(day, localTime(time), site.timeZone)
}
