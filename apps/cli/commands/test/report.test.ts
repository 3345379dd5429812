import { expect, test } from 'vitest'
import { readReport } from './report.ts'

const report = (testResults: unknown[]) => JSON.stringify({ testResults })

test('counts passed, skipped and failed tests, and names the failed ones', () => {
  const text = report([
    {
      name: '/house/kernel/id.test.ts',
      status: 'failed',
      assertionResults: [
        { status: 'passed', fullName: 'a' },
        { status: 'failed', fullName: 'b' },
        { status: 'skipped', fullName: 'c' },
        { status: 'todo', fullName: 'd' },
      ],
    },
  ])
  expect(readReport(text, '/house')).toEqual({ passed: 1, skipped: 2, failures: ['kernel/id.test.ts: b'] })
})

test('a file that could not be loaded is a failure although none of its tests failed', () => {
  const text = report([{ name: '/house/a.test.ts', status: 'failed', assertionResults: [] }])
  expect(readReport(text, '/house').failures).toEqual(['a.test.ts: could not be run'])
})

test('a report that is none is a failure', () => {
  expect(readReport('{}', '/house').failures).toHaveLength(1)
})
