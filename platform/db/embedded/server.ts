import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cleanEnvironment } from './cluster.ts'
import { dataIn, type Place } from './place.ts'
import { isPostgresOf, processIdentity, waitUntil } from './process.ts'
import { removeSocketDirectory } from './socket.ts'

/** Settings of postgresql.conf by name, e.g. { fsync: 'off' }. */
export type Settings = { readonly [name: string]: string }

/** One running postmaster. */
export type Server = {
  readonly processId: number
  /** Resolves when the postmaster is gone, for whatever reason. */
  readonly ended: Promise<void>
  /** Fast shutdown: breaks off what runs, writes a checkpoint, waits for the end. */
  readonly stop: () => Promise<void>
}

const DEFAULTS: Settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  fsync: 'on',
  max_connections: '200',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
}

/** Starts PostgreSQL on the place's data directory and waits until it answers, through crash recovery if need be. */
export async function startServer(
  place: Place,
  socketDirectory: string,
  settings: Settings,
  log: (line: string) => void,
): Promise<Server> {
  await endOrphan(dataIn(place.home), log)
  for (const end = performance.now() + 15_000; ; await sleep(250)) {
    const started = await tryStart(place, socketDirectory, settings, log)
    if (typeof started !== 'string') return started
    // After a kill -9 of the postmaster its children need a moment until they let go of the shared memory.
    const retry = /pre-existing shared memory block|lock file ".*" already exists/.test(started)
    if (!retry || performance.now() > end) {
      throw new Error(`PostgreSQL did not start; its log (${logIn(place)}) ends:\n${started}`)
    }
  }
}

async function tryStart(
  place: Place,
  socketDirectory: string,
  settings: Settings,
  log: (line: string) => void,
): Promise<Server | string> {
  const all = { ...DEFAULTS, ...settings, unix_socket_directories: `"${socketDirectory}"` }
  const file = openLog(place)
  // Asked for before the start: what is refused at once is in the log before spawn has returned.
  const before = statSync(logIn(place)).size
  const child = spawn(
    join(place.binaries.root, 'bin', 'postgres'),
    ['-D', dataIn(place.home), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // A session of its own: Ctrl-C is for us, and we stop the database after the last request.
    {
      ...place.account,
      cwd: '/',
      env: cleanEnvironment(place),
      stdio: ['ignore', file, file],
      detached: true,
    },
  )
  closeSync(file)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const ready = await untilReady(child, ended, dataIn(place.home), log)
  if (!ready || child.pid === undefined) {
    return readFileSync(logIn(place))
      .subarray(before)
      .toString('utf8')
      .trim()
      .split('\n')
      .slice(-12)
      .join('\n')
  }
  const guard = guardAgainstOurDeath(child.pid, place)
  void ended.then(() => guard.kill('SIGKILL'))
  return { processId: child.pid, ended, stop: () => stop(child, ended) }
}

async function untilReady(
  child: ChildProcess,
  ended: Promise<void>,
  data: string,
  log: (line: string) => void,
): Promise<boolean> {
  let gone = false
  void ended.then(() => {
    gone = true
  })
  const ready = () => gone || status(data, child.pid) === 'ready'
  while (!(await waitUntil(ready, 5_000))) log('PostgreSQL is still starting (recovering) …')
  return !gone
}

/** The last line that the postmaster writes into its pid file, if the file is the one of this postmaster. */
function status(data: string, pid: number | undefined): string | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid ? lines[7]?.trim() : undefined
  } catch {
    return undefined
  }
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return ended
  child.kill('SIGINT')
  const slow = setTimeout(() => child.kill('SIGQUIT'), 60_000)
  await ended
  clearTimeout(slow)
}

/**
 * A database must not outlive us for ever when we are killed. A shell waits at the end of a pipe which only we hold
 * open: when we are gone, the pipe closes, and the shell asks the postmaster to stop.
 */
function guardAgainstOurDeath(pid: number, place: Place): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(pid)], {
    ...place.account,
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.unref()
  if (guard.stdin !== null && 'unref' in guard.stdin && typeof guard.stdin.unref === 'function')
    guard.stdin.unref()
  return guard
}

/** Stops the PostgreSQL that a killed predecessor left on this data directory. */
async function endOrphan(data: string, log: (line: string) => void): Promise<void> {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  const socketDirectory = lines[4] ?? ''
  const gone = () => processIdentity(pid) === undefined
  if (pid > 1 && isPostgresOf(pid, data)) {
    log(`Stopping the PostgreSQL (process ${pid}) that a killed server left behind …`)
    process.kill(pid, 'SIGINT')
    if (!(await waitUntil(gone, 30_000))) {
      process.kill(pid, 'SIGQUIT')
      await waitUntil(gone, 10_000)
    }
  } else if (!gone()) {
    // The pid belongs to somebody else by now, and PostgreSQL would take them for a running server.
    rmSync(file, { force: true })
  }
  removeSocketDirectory(socketDirectory)
}

function logIn(place: Place): string {
  return join(place.home, 'postgres.log')
}

/** One log and the one before it, a few megabytes at most between two starts. */
function openLog(place: Place): number {
  const path = logIn(place)
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > 4_000_000) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}
