import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { processIdentity } from './process.ts'

/** A lock that this process holds. */
export type Lock = {
  /** Leaves word for whoever finds the lock taken, e.g. the address on which this process answers. */
  readonly announce: (info: unknown) => void
  readonly release: () => void
}

/** Who holds a lock, and what they announced. */
export type Holder = { readonly processId: number; readonly info: unknown }

type Content = Holder & { readonly identity: string }

/**
 * Takes the lock file for this process, or tells who has it. The lock of a process that is gone (kill -9, power
 * cut, a pid now used by somebody else) is taken over.
 */
export function takeLock(file: string): Lock | { readonly heldBy: Holder } {
  const mine: Content = {
    processId: process.pid,
    identity: processIdentity(process.pid) ?? 'unknown',
    info: null,
  }
  for (;;) {
    if (create(file, mine)) return held(file, mine)
    const other = read(file)
    if (other !== undefined && processIdentity(other.processId) === other.identity) {
      return { heldBy: { processId: other.processId, info: other.info } }
    }
    removeStale(file, other)
  }
}

function held(file: string, mine: Content): Lock {
  return {
    announce: (info) => replace(file, { ...mine, info }),
    release: () => {
      if (read(file)?.identity === mine.identity) rmSync(file, { force: true })
    },
  }
}

/** Written whole under another name first, so that nobody ever reads half a lock. */
function create(file: string, content: Content): boolean {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(content), { mode: 0o644 })
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function replace(file: string, content: Content): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(content), { mode: 0o644 })
  renameSync(draft, file)
}

/** Two may find the same stale lock; the later one must not take away what the earlier one has just written. */
function removeStale(file: string, stale: Content | undefined): void {
  const aside = `${file}.stale.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const moved = read(aside)
  if (moved !== undefined && moved.identity !== stale?.identity) create(file, moved)
  rmSync(aside, { force: true })
}

function read(file: string): Content | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isContent(content) ? content : undefined
  } catch {
    return undefined
  }
}

function isContent(value: unknown): value is Content {
  return (
    typeof value === 'object' &&
    value !== null &&
    'processId' in value &&
    typeof value.processId === 'number' &&
    'identity' in value &&
    typeof value.identity === 'string' &&
    'info' in value
  )
}
