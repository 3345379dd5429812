export { failOverdue, forgetJobs } from './actions.ts'
