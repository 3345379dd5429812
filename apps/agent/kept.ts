import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { JobOutcome, PrintFailure } from '#features/print/model.ts'

/** What an agent remembers over a restart, so that nothing is printed twice. */
export type Kept = {
  /** Writes down that printing begins, before the first byte goes out; false if it has begun before. */
  begin(job: string): boolean
  end(job: string, outcome: JobOutcome): void
  /** How a job that has begun ended; `unknown` if the agent died in between. Undefined for one that never began. */
  outcome(job: string): JobOutcome | undefined
  /** Whether paper may hang out of the printer uncut: the last ticket that was sent there did not come out for certain. */
  mayHang(): boolean
  close(): void
}

/** Jobs live for a minute; whoever wants to know of one asks within hours. */
const REMEMBERED = 1_000

/** Opens the agent's memory: one line for each beginning and each end, on the disk before it counts. */
export function openKept(folder: string): Kept {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'jobs')
  const jobs = readJobs(file)
  // Written anew at each start, so that it never grows; beside the old one, so that a power cut loses nothing.
  const handle = openSync(`${file}.new`, 'w', 0o600)
  const write = (line: object) => {
    writeSync(handle, `${JSON.stringify(line)}\n`)
    fsyncSync(handle)
  }
  const remembered = [...jobs].slice(-REMEMBERED)
  writeSync(handle, remembered.map(([job, end]) => `${JSON.stringify({ job, end })}\n`).join(''))
  fsyncSync(handle)
  renameSync(`${file}.new`, file)
  return {
    begin(job) {
      if (jobs.has(job)) return false
      jobs.set(job, undefined)
      write({ job })
      return true
    },
    end(job, end) {
      jobs.set(job, end)
      write({ job, end })
    },
    outcome(job) {
      if (!jobs.has(job)) return undefined
      return jobs.get(job) ?? { outcome: 'failed', reason: 'unknown' }
    },
    mayHang: () => mayHang(jobs.values()),
    close: () => closeSync(handle),
  }
}

/** After these nothing of the ticket was sent, so the paper is as it was before. */
const NOTHING_SENT: ReadonlySet<PrintFailure> = new Set(['expired', 'unreachable'])

/** The ends of all jobs in the order in which they began; undefined for one that the agent's own end broke off. */
function mayHang(ends: Iterable<JobOutcome | undefined>): boolean {
  let hangs = false
  for (const end of ends) {
    if (end?.outcome === 'failed' && NOTHING_SENT.has(end.reason)) continue
    hangs = end?.outcome !== 'printed'
  }
  return hangs
}

function readJobs(file: string): Map<string, JobOutcome | undefined> {
  const jobs = new Map<string, JobOutcome | undefined>()
  if (!existsSync(file)) return jobs
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const read = readLine(line)
    if (read) jobs.set(read.job, read.end)
  }
  return jobs
}

/** A line; undefined for the last one if the power went while it was written. */
function readLine(line: string): { job: string; end: JobOutcome | undefined } | undefined {
  try {
    const { job, end } = JSON.parse(line)
    return typeof job === 'string' ? { job, end } : undefined
  } catch {
    return undefined
  }
}
