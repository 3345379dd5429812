import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { JobState, PrintFailure, PrintJob } from './model.ts'

const COLUMNS = [
  'id',
  'agent_id as agentId',
  'visit_id as visitId',
  'copy',
  'state',
  'reason',
  'agent_run_id as agentRunId',
  'height',
  'created_at as createdAt',
  'changed_at as changedAt',
] as const

/** The topic that wakes an agent's stream. */
export function agentTopic(agentId: Id<'device'>): string {
  return `print ${agentId}`
}

/** Queues a job; false where this copy of the ticket exists already (`print_job_once`). */
export async function addJob(
  tx: Tx,
  job: Pick<PrintJob, 'id' | 'visitId' | 'copy' | 'height'> & {
    readonly agentId: Id<'device'>
    readonly picture: Buffer
  },
): Promise<boolean> {
  const { id, agentId, visitId, copy, height, picture } = job
  const row = { id, agent_id: agentId, visit_id: visitId, copy, height, picture, state: 'queued' } as const
  const added = await tx.run(
    db
      .insertInto('print_job')
      .values({ ...row, created_at: at(tx.now), changed_at: at(tx.now) })
      .onConflict((conflict) => conflict.columns(['visit_id', 'copy']).doNothing()),
  )
  if (added === 1) tx.touch(agentTopic(agentId))
  return added === 1
}

/** Notes a first copy that was not even tried; nothing where there is one (`print_job_once`). */
export async function addFailed(
  tx: Tx,
  job: Pick<PrintJob, 'id' | 'visitId'> & {
    readonly agentId: Id<'device'>
    readonly reason: PrintFailure
  },
): Promise<void> {
  const { id, agentId, visitId, reason } = job
  const row = {
    id,
    agent_id: agentId,
    visit_id: visitId,
    copy: 1,
    height: 1,
    state: 'failed',
    reason,
  } as const
  await tx.run(
    db
      .insertInto('print_job')
      .values({ ...row, created_at: at(tx.now), changed_at: at(tx.now) })
      .onConflict((conflict) => conflict.columns(['visit_id', 'copy']).doNothing()),
  )
}

/** All jobs for one visit, the newest copy first. */
export function jobsOfVisit(tx: Tx, visitId: Id<'visit'>): Promise<PrintJob[]> {
  return tx.rows(
    db.selectFrom('print_job').select(COLUMNS).where('visit_id', '=', visitId).orderBy('copy', 'desc'),
  )
}

/** One job with its picture, locked until the transaction ends. */
export function lockJob(
  tx: Tx,
  id: Id<'printJob'>,
): Promise<(PrintJob & { readonly picture: Buffer | null }) | undefined> {
  return tx.first(
    db
      .selectFrom('print_job')
      .select([...COLUMNS, 'picture'])
      .where('id', '=', id)
      .forUpdate(),
  )
}

/** What an agent has not finished, the oldest first: an index scan over a handful of rows. */
export function openJobsOf(tx: Tx, agentId: Id<'device'>): Promise<PrintJob[]> {
  return tx.rows(
    db
      .selectFrom('print_job')
      .select(COLUMNS)
      .where('agent_id', '=', agentId)
      .where('state', 'in', ['queued', 'printing'])
      .orderBy('created_at')
      .orderBy('id'),
  )
}

/** Writes how far a job is. The picture goes with the end of it. */
export async function writeJob(
  tx: Tx,
  id: Id<'printJob'>,
  next: {
    readonly state: JobState
    readonly reason: PrintFailure | null
    readonly agentRunId?: Id<'agentRun'>
  },
): Promise<void> {
  const { state, reason, agentRunId } = next
  const isOver = state === 'printed' || state === 'failed'
  const row = { state, reason, changed_at: at(tx.now), ...(isOver ? { picture: null } : {}) }
  const claim = agentRunId === undefined ? {} : { agent_run_id: agentRunId }
  await tx.run(
    db
      .updateTable('print_job')
      .set({ ...row, ...claim })
      .where('id', '=', id),
  )
}

/** Open jobs since before a moment, locked; those that somebody else works on are left out. */
export function lockOldOpenJobs(tx: Tx, before: Instant): Promise<PrintJob[]> {
  return tx.rows(
    db
      .selectFrom('print_job')
      .select(COLUMNS)
      .where('state', 'in', ['queued', 'printing'])
      .where('created_at', '<=', at(before))
      .limit(200)
      .forUpdate()
      .skipLocked(),
  )
}

/** Forgets jobs from before a moment. */
export async function deleteJobs(tx: Tx, before: Instant): Promise<void> {
  await tx.run(db.deleteFrom('print_job').where('created_at', '<', at(before)))
}

/** A ticket that somebody waits with and that is not on paper. */
export type Unprinted = {
  readonly visitId: Id<'visit'>
  readonly ticketNumber: string | null
  readonly reason: PrintFailure | null
  readonly failedAt: Instant
}

/** Tickets of a site's day whose last copy failed, of people who still wait; the latest first. */
export async function unprintedAt(tx: Tx, siteId: Id<'site'>, day: LocalDate): Promise<Unprinted[]> {
  return tx.rows(
    db
      .selectFrom('print_job as job')
      .innerJoin('visit', 'visit.id', 'job.visit_id')
      .leftJoin('print_job as later', (join) =>
        join.onRef('later.visit_id', '=', 'job.visit_id').onRef('later.copy', '>', 'job.copy'),
      )
      .select([
        'job.visit_id as visitId',
        'visit.ticket_number as ticketNumber',
        'job.reason',
        'job.changed_at as failedAt',
      ])
      .where('job.state', '=', 'failed')
      .where('later.id', 'is', null)
      .where('visit.site_id', '=', siteId)
      .where('visit.day', '=', day)
      .where('visit.state', 'in', ['waiting', 'called', 'parked', 'missed'])
      .orderBy('job.changed_at', 'desc')
      .limit(50),
  )
}
