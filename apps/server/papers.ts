import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Counter, type Registry } from 'prom-client'
import type { Vault } from '#features/papers/actions.ts'
import { type PipelineEvent, startPapers, type WorkerPauses } from '#features/papers/jobs.ts'
import { openDatedKeys } from '#platform/crypto/datedKeys.ts'
import { randomToken } from '#platform/crypto/token.ts'
import type { Database } from '#platform/db/database.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { type Flatten, openFlatten } from '#platform/files/flatten.ts'
import { clamdAddress, openClamd } from '#platform/files/scanner.ts'
import { openSealedFiles } from '#platform/files/sealedFiles.ts'
import type { Log } from '#platform/log/log.ts'
import type { PapersPlace } from './configuration.ts'
import type { Directory } from './directory.ts'

/** Opens where papers lie. Folders are made with the first paper. */
export function openVault({ folder, keysFolder, masterFile }: PapersPlace): Vault {
  return { files: openSealedFiles(folder), keys: openDatedKeys({ folder: keysFolder, masterFile }) }
}

/**
 * A place for papers in the temporary directory that is no other process's. `remove` takes it away with all that lies
 * there; so does the end of the process, unless it is killed.
 */
export function ownPlace(): { readonly place: PapersPlace; remove(): void } {
  const home = join(tmpdir(), `dran-papers-${randomToken()}`)
  const remove = () => {
    process.off('exit', remove)
    rmSync(home, { recursive: true, force: true })
  }
  process.once('exit', remove)
  const place = {
    folder: join(home, 'papers'),
    keysFolder: join(home, 'paper-keys'),
    masterFile: join(home, 'paper-master-key'),
  }
  return { place, remove }
}

/** Parts of the pipeline that are others than in service, for tests. */
export type OtherPipeline = { readonly flatten?: Flatten; readonly pauses?: Partial<WorkerPauses> }

/** Starts the pipeline of papers: what becomes of a file is a line of the log and counts in the metrics. */
export function startPipeline({
  metrics,
  clamd,
  log,
  directory,
  other,
  ...parts
}: {
  readonly database: Database
  readonly vault: Vault
  readonly wakeUps: WakeUps
  readonly directory: Directory
  readonly log: Log
  readonly metrics: Registry
  readonly clamd: string | undefined
  readonly other?: OtherPipeline | undefined
  readonly onError: (error: unknown) => void
}): { stop(): Promise<void> } {
  const address = clamd === undefined ? undefined : clamdAddress(clamd)
  const checked = new Counter({
    name: 'papers_checked_total',
    help: 'Files of papers that were looked at, by what became of them',
    labelNames: ['outcome', 'why'],
    registers: [metrics],
  })
  const tell = (event: PipelineEvent) => {
    checked.inc({ outcome: event.outcome, why: event.why ?? '' })
    if (event.outcome === 'refused' || event.outcome === 'waits') log.warn(event, 'paper not taken')
    else log.info(event, 'paper taken')
  }
  return startPapers({
    ...parts,
    flatten: openFlatten(),
    ...other,
    ...(address ? { scanner: openClamd(address) } : {}),
    tell,
    authorities: directory.all,
  })
}
