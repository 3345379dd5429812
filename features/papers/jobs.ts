export { checkNext, type PipelineDeps, type PipelineEvent } from './jobs/check.ts'
export { startPapers, tidyAuthority } from './jobs/worker.ts'
