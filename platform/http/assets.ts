import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the server serves the built files. */
export const ASSETS_PATH = '/assets/'

/** The built style sheets, fonts and scripts. */
export type Assets = {
  /** The address of a file by its logical name, e.g. "citizen.css". Throws on a name that was not built. */
  readonly url: (logicalName: string) => string
  /** The same, or undefined if that app was not built. */
  readonly find: (logicalName: string) => string | undefined
  /** The folder to serve under ASSETS_PATH. Names hold a hash of the content: they may be kept for ever. */
  readonly directory: string
}

const DIRECTORY = join(dirname(fileURLToPath(import.meta.url)), '../../dist/assets')

/** Reads the manifest that `./dran build` left. Throws with the way out if there is none. */
export function loadAssets(directory: string = DIRECTORY): Assets {
  const manifest = readManifest(directory)
  const find = (logicalName: string) => {
    const file = manifest.get(logicalName)
    return file === undefined ? undefined : `${ASSETS_PATH}${file}`
  }
  const url = (logicalName: string) => {
    const found = find(logicalName)
    if (found === undefined) throw new RangeError(`no built file ${logicalName}`)
    return found
  }
  return { url, find, directory }
}

function readManifest(directory: string): ReadonlyMap<string, string> {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')))
    return new Map(entries.map(([name, file]) => [name, String(file)]))
  } catch (cause) {
    throw new Error('Style sheets and scripts are not built yet: run ./dran build.', { cause })
  }
}
