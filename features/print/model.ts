import type { Id } from '#kernel/id.ts'
import { DAY, type Instant, MINUTE } from '#kernel/instant.ts'

/** So long a code counts after it was read: then whoever held it has gone on. */
export const SCAN_LASTS = MINUTE / 6

/** How far a job is. */
export const JOB_STATES = ['queued', 'printing', 'printed', 'failed'] as const
export type JobState = (typeof JOB_STATES)[number]

/** Why a ticket did not come onto paper; `unknown`: nobody can say whether it did. */
export const PRINT_FAILURES = [
  'no_paper',
  'cover_open',
  'error',
  'unreachable',
  'cut_off',
  'expired',
  'unknown',
] as const
export type PrintFailure = (typeof PRINT_FAILURES)[number]

/** How an agent says that a job ended. */
export type JobOutcome =
  | { readonly outcome: 'printed' }
  | { readonly outcome: 'failed'; readonly reason: PrintFailure }

/** A ticket to be printed by one agent. */
export type PrintJob = {
  readonly id: Id<'printJob'>
  /** Null once the agent is no longer paired. */
  readonly agentId: Id<'device'> | null
  readonly visitId: Id<'visit'>
  /** 1 is what a kiosk prints by itself; more are asked for at the information desk. */
  readonly copy: number
  readonly state: JobState
  readonly reason: PrintFailure | null
  readonly agentRunId: Id<'agentRun'> | null
  readonly height: number
  readonly createdAt: Instant
  readonly changedAt: Instant
}

/** Nothing comes out later than this: whoever waited for it has gone. */
export const JOB_LASTS = MINUTE

/** Finished jobs are kept so long. */
export const JOBS_KEPT = 2 * DAY

/** The width of every slip in points: 72 mm at 8 points a millimetre, what rolls of 80 mm take. */
export const PAPER_WIDTH = 576

/** The longest slip in points: 20 cm. */
export const LONGEST_SLIP = 1_600

/** May this running agent have the picture of a job? Once taken, a job is nobody else's, also not after a restart. */
export function mayClaim(
  job: Pick<PrintJob, 'state' | 'agentRunId' | 'createdAt'>,
  agentRunId: Id<'agentRun'>,
  now: Instant,
): 'yes' | 'expired' | 'over' {
  if (job.state === 'printed' || job.state === 'failed') return 'over'
  if (job.state === 'printing' && job.agentRunId !== agentRunId) return 'over'
  return now - job.createdAt >= JOB_LASTS ? 'expired' : 'yes'
}

/** May the end of a job be written? What an agent says late is believed where nothing was known. */
export function mayEnd(
  job: Pick<PrintJob, 'state' | 'reason' | 'agentRunId'>,
  { outcome }: JobOutcome,
): boolean {
  if (job.agentRunId === null) return false
  return job.state === 'printing' || (job.reason === 'unknown' && outcome === 'printed')
}

/** What has become of an open job by now: too late to begin, or begun and never heard of again. */
export function overdue(
  job: Pick<PrintJob, 'state' | 'createdAt' | 'changedAt'>,
  now: Instant,
): PrintFailure | undefined {
  if (job.state === 'queued' && now - job.createdAt >= JOB_LASTS) return 'expired'
  if (job.state === 'printing' && now - job.changedAt >= JOB_LASTS) return 'unknown'
  return undefined
}
