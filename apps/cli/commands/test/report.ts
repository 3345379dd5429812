import { relative } from 'node:path'

/** What came of one step. */
export type Tally = {
  readonly passed: number
  readonly skipped: number
  /** One line for each failure: where it is and what it is called. */
  readonly failures: readonly string[]
}

type Assertion = { readonly status: string; readonly fullName: string }
type File = {
  readonly name: string
  readonly status: string
  readonly assertionResults: readonly Assertion[]
}

/** Counts the tests in Vitest's JSON report. A file that could not even be loaded counts as one failure. */
export function readReport(text: string, root: string): Tally {
  const report: unknown = JSON.parse(text)
  if (!isReport(report)) return failedRun()
  const tests = report.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: relative(root, file.name) })),
  )
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    skipped: tests.filter((test) => test.status !== 'passed' && test.status !== 'failed').length,
    failures: [
      ...tests.filter((test) => test.status === 'failed').map((test) => `${test.file}: ${test.fullName}`),
      ...broken.map((file) => `${relative(root, file.name)}: could not be run`),
    ],
  }
}

/** The tally of a run that left no report. */
export function failedRun(): Tally {
  return { passed: 0, skipped: 0, failures: ['tests: the test runner ended without a report (see above)'] }
}

function isReport(value: unknown): value is { readonly testResults: readonly File[] } {
  return (
    typeof value === 'object' && value !== null && 'testResults' in value && Array.isArray(value.testResults)
  )
}
