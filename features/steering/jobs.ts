export { openWhatIf } from './jobs/whatIf.ts'
