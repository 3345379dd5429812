import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataIn, type Place } from './place.ts'

/** The superuser of an embedded server. The application itself signs in with a role that owns nothing. */
export const OWNER = 'dran_owner'

/** Makes the data directory and the owner's password if they do not exist yet. Takes some seconds then. */
export async function ensureCluster(
  place: Place,
  durable: boolean,
  log: (line: string) => void,
): Promise<void> {
  const data = dataIn(place.home)
  if (existsSync(data)) return
  log(`Preparing a new database in ${data} …`)
  const password = join(place.home, 'password')
  rmSync(password, { force: true })
  writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (place.account.uid !== undefined) chownSync(password, place.account.uid, place.account.gid)

  // Made under another name, so that a killed initdb leaves nothing that looks like a database.
  const draft = join(place.home, 'data.new')
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  if (place.account.uid !== undefined) chownSync(draft, place.account.uid, place.account.gid)
  await initdb(place, [
    `--pgdata=${draft}`,
    `--username=${OWNER}`,
    `--pwfile=${password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ])
  renameSync(draft, data)
}

/** The owner's password. */
export function ownerPassword(place: Place): string {
  return readFileSync(join(place.home, 'password'), 'utf8')
}

/** The environment of PostgreSQL's programs: ours, without anything that could lead them elsewhere. */
export function cleanEnvironment(place: Place): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    TZ: 'UTC',
    LD_LIBRARY_PATH: join(place.binaries.root, 'lib'),
  }
}

function initdb(place: Place, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(place.binaries.root, 'bin', 'initdb'), args, {
      ...place.account,
      cwd: '/',
      env: cleanEnvironment(place),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else
        reject(new Error(`The database could not be prepared (initdb ended with ${code}):\n${output.trim()}`))
    })
  })
}
