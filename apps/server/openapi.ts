import { createLiveSearch } from '#features/booking/actions.ts'
import { createHallWatch } from '#features/hall/actions.ts'
import { openDatabase } from '#platform/db/database.ts'
import { openApiDocument } from '#platform/http/openapi.ts'
import { openLog } from '#platform/log/log.ts'
import { buildApplication, makeLinks } from './application.tsx'
import type { Directory } from './directory.ts'
import { openVault, ownPlace } from './papers.ts'

const NO_DIRECTORY: Directory = {
  all: () => [],
  byKey: () => undefined,
  answer: () => undefined,
  refresh: async () => undefined,
  stop: () => undefined,
}

const NO_WAKE_UPS = {
  watch: () => ({ stop: () => undefined }),
  lookNow: () => undefined,
  stop: async () => undefined,
}

/** The API document as checked in (openapi.json): from the routes of the application, without a database or built files. */
export async function openApiText(): Promise<string> {
  // Never connected: routes are bound, none is called.
  const database = openDatabase({ url: 'postgresql://nobody@localhost/none' })
  const { place, remove } = ownPlace()
  const app = buildApplication({
    database,
    directory: NO_DIRECTORY,
    hallWatch: createHallWatch(database, NO_WAKE_UPS, () => undefined),
    wakeUps: NO_WAKE_UPS,
    liveSearch: createLiveSearch(database, NO_WAKE_UPS, () => undefined),
    vault: openVault(place),
    links: makeLinks('only for the document: no link is made'),
    assets: {
      url: (name) => `/assets/${name}`,
      find: (name) => `/assets/${name}`,
      directory: import.meta.dirname,
    },
    log: openLog({ level: 'silent' }),
  })
  await app.ready()
  const text = JSON.stringify(openApiDocument(app), null, 2)
  await app.close()
  await database.close()
  remove()
  return `${text}\n`
}
