import { agentBehind, pairing } from '#features/device/actions.ts'
import { type Device, printerNow } from '#features/device/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { plus } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { unpackBitmap } from '#platform/print/packed.ts'
import {
  JOB_LASTS,
  JOBS_KEPT,
  type JobOutcome,
  mayClaim,
  mayEnd,
  overdue,
  PAPER_WIDTH,
  PRINT_FAILURES,
  type PrintJob,
} from './model.ts'
import {
  addFailed,
  addJob,
  deleteJobs,
  jobsOfVisit,
  lockJob,
  lockOldOpenJobs,
  openJobsOf,
  writeJob,
} from './store.ts'

export { agentTopic, type Unprinted, unprintedAt } from './store.ts'
export { agentBehind, pairing }

/** A picture as it is sent: base64 of deflated rows. */
export type SentPicture = { readonly height: number; readonly picture: string }

/** The bytes of a picture that is what it says; undefined else. It is looked into here, because the printer cannot. */
function readPicture({ height, picture }: SentPicture): Buffer | undefined {
  const packed = Buffer.from(picture, 'base64')
  return unpackBitmap(PAPER_WIDTH, height, packed) ? packed : undefined
}

/**
 * Hands a ticket to an agent. The first copy exists once, whoever asks how often: asked for again, it is the job that
 * was there. `copy` is `again` at the information desk; lock the visit then.
 */
export async function queuePrint(
  tx: Tx,
  agent: Device,
  visitId: Id<'visit'>,
  sent: SentPicture,
  copy: 'first' | 'again',
): Promise<Result<PrintJob, 'bad_picture'>> {
  const picture = readPicture(sent)
  if (!picture) return fail('bad_picture')
  const [newest] = await jobsOfVisit(tx, visitId)
  const number = copy === 'first' ? 1 : (newest?.copy ?? 0) + 1
  const job = { id: newId<'printJob'>(tx.now), agentId: agent.id, visitId, copy: number }
  await addJob(tx, { ...job, height: sent.height, picture })
  const found = (await jobsOfVisit(tx, visitId)).find((each) => each.copy === number)
  return ok(found ?? impossible('a print job vanished'))
}

/** A ticket that the kiosk did not even try to print, because the printer was away: the information desk sees it. */
export async function noteStandIn(tx: Tx, agent: Device, visitId: Id<'visit'>): Promise<void> {
  const state = printerNow(agent, tx.now)?.state
  const hindrance = PRINT_FAILURES.find((each) => each === state)
  const job = { id: newId<'printJob'>(tx.now), agentId: agent.id, visitId }
  await addFailed(tx, { ...job, reason: hindrance ?? 'unreachable' })
}

/** The jobs of a visit, the newest copy first. */
export function printsOf(tx: Tx, visitId: Id<'visit'>): Promise<readonly PrintJob[]> {
  return jobsOfVisit(tx, visitId)
}

/** What an agent has to do, or has begun and not told the end of. */
export function openJobs(tx: Tx, agent: Device): Promise<readonly PrintJob[]> {
  return openJobsOf(tx, agent.id)
}

/** An agent takes one of its jobs: from here on nobody else prints it. */
export async function claimJob(
  tx: Tx,
  agent: Device,
  id: Id<'printJob'>,
  agentRunId: Id<'agentRun'>,
): Promise<Result<SentPicture & { readonly milliseconds: number }, 'expired' | 'over' | 'not_found'>> {
  const job = await lockJob(tx, id)
  if (!job || job.agentId !== agent.id) return fail('not_found')
  const may = mayClaim(job, agentRunId, tx.now)
  if (may !== 'yes' || job.picture === null) return fail(may === 'expired' ? 'expired' : 'over')
  if (job.state === 'queued') await writeJob(tx, id, { state: 'printing', reason: null, agentRunId })
  const milliseconds = plus(job.createdAt, JOB_LASTS) - tx.now
  return ok({ height: job.height, picture: job.picture.toString('base64'), milliseconds })
}

/** An agent says how one of its jobs ended. */
export async function endJob(
  tx: Tx,
  agent: Device,
  id: Id<'printJob'>,
  outcome: JobOutcome,
): Promise<Result<undefined, 'not_found'>> {
  const job = await lockJob(tx, id)
  if (!job || job.agentId !== agent.id) return fail('not_found')
  const reason = outcome.outcome === 'failed' ? outcome.reason : null
  if (mayEnd(job, outcome)) await writeJob(tx, id, { state: outcome.outcome, reason })
  return ok(undefined)
}

/** Jobs that nobody took in time fail, and those of which nobody told the end: the screen stands in. */
export async function failOverdue(tx: Tx): Promise<void> {
  for (const job of await lockOldOpenJobs(tx, plus(tx.now, -JOB_LASTS))) {
    const reason = overdue(job, tx.now)
    if (reason) await writeJob(tx, job.id, { state: 'failed', reason })
  }
}

/** Forgets what was printed days ago. */
export async function forgetJobs(tx: Tx): Promise<void> {
  await deleteJobs(tx, plus(tx.now, -JOBS_KEPT))
}
