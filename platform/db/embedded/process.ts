import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Names one run of one process: the pid together with its start and the boot of the machine, so that a pid
 * which the system has given to somebody else is told apart. Undefined if no such process runs.
 */
export function processIdentity(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      )
    }
    // Field 22 is the start in ticks since boot. The name in brackets before may hold blanks and brackets itself.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return undefined
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`
  } catch {
    return undefined
  }
}

/** Is this process a PostgreSQL whose data directory is the given one? */
export function isPostgresOf(pid: number, dataDirectory: string): boolean {
  if (processIdentity(pid) === undefined) return false
  try {
    if (process.platform !== 'linux') {
      const line = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      return line.includes('postgres') && line.includes(dataDirectory)
    }
    // The server's working directory is its data directory, for the postmaster and for its children.
    const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
    return name === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === dataDirectory
  } catch {
    return false
  }
}

/** Waits until the condition holds, asking every 20 ms. Answers false when the time (ms) is over. */
export async function waitUntil(condition: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!condition()) {
    if (performance.now() > end) return false
    await sleep(20)
  }
  return true
}
