import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach } from 'vitest'
import { faultLine, readAuthorityFolder } from '#apps/import/files.ts'

/** Where the files of the demo cities lie. */
export const DEMO = fileURLToPath(new URL('../demo/', import.meta.url))

/** What a file of a city holds, read without looking. */
export type Json = { [key: string]: Json } & Json[] & (string | number | boolean | null)

/** For each test of this file, a copy of a demo city's folder in which somebody makes a mistake. */
export function copyDemoCity() {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dran-import-'))
    await cp(join(DEMO, 'zweitstadt'), folder, { recursive: true })
  })
  afterEach(() => rm(folder, { recursive: true }))

  return {
    folder: () => folder,
    /** What an import would say of it, line by line. */
    async lines(): Promise<string[]> {
      const reading = await readAuthorityFolder(folder)
      return reading.ok ? [] : reading.faults.map(faultLine)
    },
    async edit(file: string, change: (content: Json) => void): Promise<void> {
      const content = JSON.parse(await readFile(join(folder, file), 'utf8'))
      change(content)
      await writeFile(join(folder, file), JSON.stringify(content))
    },
  }
}
