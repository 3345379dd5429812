export { startPromises } from './jobs/promises.ts'
export { createPublicWaits } from './jobs/publicWaits.ts'
