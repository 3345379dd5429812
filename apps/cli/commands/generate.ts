import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '#apps/server/configuration.ts'
import { startEmbedded } from '#platform/db/embedded.ts'
import { generateSchemaTypes } from '#platform/db/generate.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import type { Command } from '../command.ts'

/** The command `./dran generate`. */
export const command: Command = {
  usage: `Usage: ./dran generate [--check]

Writes what is made from other files and checked in: db/schema.gen.ts (from db/migrations) and openapi.json (from the
contracts of the features). Builds an authority from scratch in a PostgreSQL that is thrown away afterwards.

  --check   write nothing; say what is not up to date, and exit with 1 then`,
  run: async (args) => {
    const { values } = parseArgs({
      args: [...args],
      options: { check: { type: 'boolean', default: false } },
    })
    const files = [
      { name: 'db/schema.gen.ts', text: await schemaTypes() },
      { name: 'openapi.json', text: await openApi() },
    ]
    let stale = 0
    for (const { name, text } of files) {
      if (text === undefined || text === (await readFile(join(ROOT, name), 'utf8').catch(() => ''))) continue
      stale += 1
      if (values.check) console.error(`${name} is not up to date; run ./dran generate.`)
      else await writeFile(join(ROOT, name), text).then(() => console.log(`${name} written.`))
    }
    if (stale === 0) console.log('Everything is up to date.')
    return values.check && stale > 0 ? 1 : 0
  },
}

async function schemaTypes(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dran-generate-'))
  const started = await startEmbedded({ directory, settings: { fsync: 'off' } })
  if (started.state !== 'started') throw new Error(`a new folder is in use: ${directory}`)
  const { ownerUrl, home, stop } = started.embedded
  try {
    const migrator = await openMigrator(ownerUrl)
    try {
      await migrator.prepare(randomBytes(24).toString('base64url'))
      const { schema } = await migrator.createAuthority({ key: 'generated', hostnames: [], demo: false })
      return await generateSchemaTypes(ownerUrl, schema)
    } finally {
      await migrator.close()
    }
  } finally {
    await stop()
    for (const folder of [home, directory]) await rm(folder, { recursive: true, force: true })
  }
}

/** The API document, once there is an API. */
async function openApi(): Promise<string | undefined> {
  const file = new URL('../../server/openapi.ts', import.meta.url)
  if (!existsSync(file)) return undefined
  const module: { openApiText?: () => string | Promise<string> } = await import(file.href)
  return module.openApiText?.()
}
