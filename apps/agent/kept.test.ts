import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PrintFailure } from '#features/print/model.ts'
import { type Kept, openKept } from './kept.ts'

let folder: string
let kept: Kept

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dran-kept-'))
  kept = openKept(folder)
})
afterEach(() => {
  kept.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The agent dies and is started again. */
function again(): void {
  kept.close()
  kept = openKept(folder)
}

function fail(job: string, reason: PrintFailure): void {
  kept.begin(job)
  kept.end(job, { outcome: 'failed', reason })
}

it('paper may hang out from the moment a ticket begins until one has come out, also over a restart', () => {
  expect(kept.mayHang()).toBe(false)
  kept.begin('a')
  expect(kept.mayHang()).toBe(true)
  again()
  expect(kept.mayHang()).toBe(true)
  kept.begin('b')
  kept.end('b', { outcome: 'printed' })
  expect(kept.mayHang()).toBe(false)
  again()
  expect(kept.mayHang()).toBe(false)
})

it('a ticket of which nothing was sent leaves the paper as it was', () => {
  fail('a', 'unreachable')
  expect(kept.mayHang()).toBe(false)
  fail('b', 'cut_off')
  fail('c', 'unreachable')
  fail('d', 'expired')
  expect(kept.mayHang()).toBe(true)
  again()
  expect(kept.mayHang()).toBe(true)
})
