export { forgetScans } from './actions/scan.ts'
export { failOverdue, forgetJobs } from './actions.ts'
