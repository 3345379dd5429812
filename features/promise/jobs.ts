export { startPromises } from './jobs/promises.ts'
