import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

/** The account under which PostgreSQL runs, as `spawn` wants it. Empty: the caller's own. */
export type Account = { readonly uid: number; readonly gid: number } | Record<string, never>

const NAME = 'dran-postgres'

/**
 * PostgreSQL refuses to run as root, so root's database gets an account of its own. Data that an unprivileged
 * caller made before stay theirs.
 */
export function accountFor(dataDirectory: string, log: (line: string) => void): Account {
  const owner = statSync(dataDirectory, { throwIfNoEntry: false })
  const uid = process.getuid?.()
  if (uid !== 0) {
    if (owner === undefined || owner.uid === uid) return {}
    throw new Error(
      `The database in ${dataDirectory} belongs to another user (${owner.uid}). Start Dran as before, or remove it.`,
    )
  }
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return find(NAME) ?? create(log) ?? find('nobody') ?? refuse()
}

/** Can the account do this with the path? `enter` a folder, or `execute` a program. */
export function may(account: Account, what: 'enter' | 'execute', path: string): boolean {
  const flag = what === 'enter' ? 'cd -- "$1"' : 'test -x "$1"'
  const answer = spawnSync('/bin/sh', ['-c', flag, 'sh', path], { ...account, cwd: '/', stdio: 'ignore' })
  return answer.status === 0
}

function create(log: (line: string) => void): Account | undefined {
  const made = spawnSync(
    'useradd',
    ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', NAME],
    { stdio: 'ignore' },
  )
  if (made.status !== 0) return undefined
  log(`PostgreSQL does not run as root: the system user ${NAME} was made for it.`)
  return find(NAME)
}

function find(name: string): Account | undefined {
  const uid = number('-u', name)
  const gid = number('-g', name)
  return uid === undefined || gid === undefined || uid === 0 ? undefined : { uid, gid }
}

function number(flag: string, name: string): number | undefined {
  const answer = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return answer.status === 0 && /^\d+$/.test(answer.stdout.trim()) ? Number(answer.stdout) : undefined
}

function refuse(): never {
  throw new Error(
    'PostgreSQL does not run as root and no unprivileged user could be found or made. Start Dran as an ordinary user, or name a server in DATABASE_URL.',
  )
}
