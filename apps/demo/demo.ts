import { ROOT, type ServerConfiguration } from '#apps/server/configuration.ts'
import type { Environment } from '#apps/server/environment.ts'
import type { RunningServer } from '#apps/server/start.ts'
import { getSettings } from '#features/authority/actions.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import type { Migrator } from '#platform/db/migrate.ts'
import { beginAuthority, DEMO_KEYS, demoFolder, finishAuthority, isUnfinished } from './authorities.ts'
import { firstMoment, readHours } from './clock.ts'

const CONNECTIONS = 6

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
  const database = openDatabase({ url: environment.appUrl, connections: CONNECTIONS })
  try {
    for (const key of missing) await makeCity(database, migrator, key, say)
  } finally {
    await database.close()
  }
}

async function makeCity(
  database: Database,
  migrator: Migrator,
  key: string,
  say: (line: string) => void,
): Promise<void> {
  say(`Making the demo city ${key} …`)
  const begun = await beginAuthority(database, migrator, demoFolder(ROOT, key))
  const { databaseTime, hours } = await database.withAuthority(begun.authority, async (tx) => {
    const { timeZone } = await getSettings(tx)
    return { databaseTime: tx.now, hours: await readHours(tx, timeZone, dayOf(tx.now, timeZone)) }
  })
  await migrator.setDemoOffset(key, firstMoment(hours, databaseTime) - databaseTime)
  await finishAuthority(migrator, begun)
}

/** Lets the demo authorities live: simulated people act through the public API until `stop`. */
export async function startDemo(
  _environment: Environment,
  _server: RunningServer,
  _configuration: ServerConfiguration,
): Promise<{ stop(): Promise<void> }> {
  return { async stop() {} }
}
