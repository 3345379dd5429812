export { checkNext, type PipelineDeps, type PipelineEvent } from './jobs/check.ts'
export { startPapers, tidyAuthority, type WorkerPauses } from './jobs/worker.ts'
