import type { RunningAgent } from '#apps/agent/agent.ts'
import { readAuthorityFolder } from '#apps/import/files.ts'
import { makeLinks } from '#apps/server/application.tsx'
import { ROOT } from '#apps/server/configuration.ts'
import type { Environment } from '#apps/server/environment.ts'
import type { RunningServer } from '#apps/server/start.ts'
import { getSettings, listSites } from '#features/authority/actions.ts'
import { noteThinPast } from '#features/steering/actions.ts'
import { type Instant, MINUTE } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { isOverloaded } from '#platform/db/failure.ts'
import type { Migrator } from '#platform/db/migrate.ts'
import {
  beginAuthority,
  DEMO_KEYS,
  DEMO_PASSWORD,
  demoFolder,
  finishAuthority,
  isUnfinished,
} from './authorities.ts'
import { firstMoment, type Hours, readHours } from './clock.ts'
import { type CityLife, liveIn } from './live/city.ts'
import { patiently } from './patience.ts'
import { hasSimulatedPrinter, startDemoAgent } from './printer.ts'
import { seeded } from './random.ts'
import { closeForADay } from './seed/closing.ts'
import { planExceptions } from './seed/exceptions.ts'
import { openOneEvening } from './seed/longEvening.ts'
import { announceMove } from './seed/move.ts'
import { hangNotices } from './seed/notices.ts'
import { playPast } from './seed/play.ts'
import { tellThePast } from './seed/told.ts'
import { planTour } from './seed/tour.ts'
import { joinWaitlist } from './seed/waitlist.ts'
import { lastWritten } from './store.ts'

/** All sites of a city play side by side: on a busy machine none waits in vain for another one's connection. */
const CONNECTIONS = 16

/** Nobody waits for an answer here: a statement may take long where many sites play on a busy machine. */
const STATEMENT_SECONDS = 180

/** A making that a busy machine breaks off is begun anew, so many times in all. */
const MAKINGS = 3

/** Twenty working days with every twentieth visitor: as much as a first start has time for. */
const ONE_OF = 20
const PAST = { days: 20, share: 1 / ONE_OF }

/**
 * Makes the demo authorities in a database that has none yet. A making that was broken off is recognised and begun
 * anew. Where a real authority or a finished demo stands, nothing happens.
 */
export async function ensureDemo(environment: Environment, say: (line: string) => void): Promise<void> {
  const { migrator } = environment
  const standing = await migrator.authorities()
  const unfinished = standing.filter(isUnfinished)
  for (const authority of unfinished) await migrator.dropDemoAuthority(authority.key)
  if (standing.length > 0 && unfinished.length === 0) return
  const missing = DEMO_KEYS.filter(
    (key) => !standing.some((authority) => authority.key === key && !isUnfinished(authority)),
  )
  // All are begun before the first is finished, so that none is forgotten when this is broken off.
  for (const key of missing) await migrator.createAuthority({ key, hostnames: [], demo: true })
  const database = openDatabase({
    url: environment.appUrl,
    connections: CONNECTIONS,
    statementSeconds: STATEMENT_SECONDS,
    // A making that was broken off is begun anew; the doors are opened by the owner's connection, which waits for all.
    mayLose: true,
  })
  try {
    for (const key of missing) await makePatiently(database, environment, key, say)
  } finally {
    await database.close()
  }
}

async function makePatiently(
  database: Database,
  environment: Environment,
  key: string,
  say: (line: string) => void,
): Promise<void> {
  for (let making = 1; ; making++) {
    try {
      return await makeCity(database, environment, key, say)
    } catch (error) {
      if (making >= MAKINGS || !isOverloaded(error)) throw error
      say(`  … this machine is very busy; ${key} is begun anew`)
      await environment.migrator.dropDemoAuthority(key)
      await environment.migrator.createAuthority({ key, hostnames: [], demo: true })
    }
  }
}

async function makeCity(
  database: Database,
  { migrator, secret }: Environment,
  key: string,
  say: (line: string) => void,
): Promise<void> {
  say(`Making the demo city ${key} …`)
  const begun = await beginAuthority(database, migrator, demoFolder(ROOT, key))
  const clock = await readClock(database, begun.authority)
  const until = firstMoment(clock.hours, clock.now)
  const script = { shifts: begun.data.shifts, links: makeLinks(secret), past: PAST, until }
  await playPast(database, begun.authority, script, sayPercent(say))
  await tellThePast(database, begun.authority, { until, timeZone: clock.timeZone })
  await database.withAuthority(begun.authority, (tx) =>
    noteThinPast(tx, { before: dayOf(until, clock.timeZone), oneOf: ONE_OF }),
  )
  await planTour(database, begun.authority, until)
  await planExceptions(database, begun.authority, until)
  await announceMove(database, begun.authority, until)
  await closeForADay(database, begun.authority, until)
  await openOneEvening(database, begun.authority, until)
  await hangNotices(database, begun.authority, until)
  await joinWaitlist(database, begun.authority, {
    links: script.links,
    random: seeded(`${key} waitlist`),
    until,
  })
  const { now } = await readClock(database, begun.authority)
  await migrator.setDemoOffset(key, until - now)
  await finishAuthority(migrator, begun)
}

async function readClock(
  database: Database,
  authority: Authority,
): Promise<{ now: Instant; hours: Hours; timeZone: string }> {
  return database.withAuthority(authority, async (tx) => {
    const { timeZone } = await getSettings(tx)
    return { now: tx.now, timeZone, hours: await readHours(tx, timeZone, dayOf(tx.now, timeZone)) }
  })
}

/** Says how far it is at every tenth. */
function sayPercent(say: (line: string) => void): (done: number) => void {
  let said = 0
  return (done) => {
    const tenth = Math.floor(done * 10)
    if (tenth > said) say(`  … its last weeks played: ${tenth * 10} %`)
    said = tenth
  }
}

/** So long nothing was written: the computer slept or the demo was stopped, and the city's clock shall not have run on. */
const STOOD_STILL = 30 * MINUTE

/**
 * Lets the demo authorities live: simulated citizens and clerks act through the public API until `stop`, and an agent
 * prints at the kiosk where there is a simulated printer (it keeps its secret in `agentFolder`). A city that
 * stood still goes on at the moment at which it stopped. Real authorities are left alone.
 */
export async function startDemo(
  environment: Pick<Environment, 'migrator'>,
  { port, parts }: Pick<RunningServer, 'port' | 'parts'>,
  agentFolder?: string,
): Promise<{ stop(): Promise<void> }> {
  const { database, directory, links, log, mailbox, clocks, printer, scanner } = parts
  const { migrator } = environment
  const calmly = <T>(work: () => Promise<T>) =>
    patiently(work, () => log.warn('this machine is very busy; the demo comes to life a little later'))
  const living: CityLife[] = []
  for (const authority of directory.all().filter((each) => each.demo)) {
    const reading = await readAuthorityFolder(demoFolder(ROOT, authority.key))
    if (!reading.ok || !mailbox || !clocks) continue
    await calmly(() => goOn(database, migrator, authority))
    await calmly(() => directory.refresh())
    const { shifts } = reading.data
    const city = { authority, index: living.length, port, database, present: directory.byKey }
    living.push(await calmly(() => liveIn({ ...city, clocks, links, mailbox, shifts, log })))
  }
  const agents: RunningAgent[] = []
  const printing = directory.all().find(hasSimulatedPrinter)
  if (printing && printer && agentFolder !== undefined) {
    const sites = await calmly(() => database.withAuthority(printing, listSites))
    const site = sites.find(({ kind }) => kind === 'permanent')?.key
    const onFault = (code: string) => log.warn({ code }, 'the simulated printer could not be paired')
    const own = { printer, scanner, folder: agentFolder }
    const options = { authority: printing, port, password: DEMO_PASSWORD, ...own }
    if (site) agents.push(await startDemoAgent({ ...options, site, onFault }))
  }
  return {
    async stop() {
      await Promise.all(agents.map((agent) => agent.stop()))
      await Promise.all(living.map((city) => city.stop()))
    },
  }
}

async function goOn(database: Database, migrator: Migrator, authority: Authority): Promise<void> {
  const { now, last } = await database.withAuthority(authority, async (tx) => ({
    now: tx.now,
    last: await lastWritten(tx),
  }))
  if (last === undefined || now - last < STOOD_STILL) return
  await migrator.setDemoOffset(authority.key, authority.demoOffset - (now - last) + MINUTE)
}
