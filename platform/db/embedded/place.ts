import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, accountFor, may } from './account.ts'
import { type Binaries, copyBinaries, findBinaries } from './binaries.ts'

/** Where one embedded server lives, and as whom. */
export type Place = {
  readonly account: Account
  readonly binaries: Binaries
  /** Holds the data directory, the password and the server's log. */
  readonly home: string
}

/** Where root's databases go when their account cannot enter the project's folder, e.g. below /root. */
const ELSEWHERE = '/var/lib/dran'

/** Finds a place for the server of this directory that its account can reach. */
export function findPlace(directory: string, log: (line: string) => void): Place {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const real = realpathSync(directory)
  const binaries = findBinaries()
  if (process.getuid?.() !== 0) return { account: accountFor(dataIn(real), log), binaries, home: real }

  // The account must pass through; what is secret inside has rights of its own.
  chmodSync(real, 0o711)
  const key = createHash('sha256').update(real).digest('hex').slice(0, 16)
  const elsewhere = join(ELSEWHERE, key)
  const moved = existsSync(dataIn(elsewhere))
  const account = accountFor(dataIn(moved ? elsewhere : real), log)
  const home = moved || !may(account, 'enter', real) ? elsewhere : real
  if (home === elsewhere) {
    mkdirSync(ELSEWHERE, { recursive: true, mode: 0o755 })
    mkdirSync(elsewhere, { recursive: true, mode: 0o711 })
    log(`PostgreSQL's user cannot enter ${real}; its data are in ${elsewhere}.`)
  }
  const reachable = may(account, 'execute', join(binaries.root, 'bin', 'postgres'))
  return { account, binaries: reachable ? binaries : copyBinaries(binaries, ELSEWHERE), home }
}

/** The data directory below a home. */
export function dataIn(home: string): string {
  return join(home, 'data')
}
