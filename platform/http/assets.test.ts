import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { loadAssets } from './assets.ts'

const directory = mkdtempSync(join(tmpdir(), 'dran-assets-'))
afterAll(() => rmSync(directory, { recursive: true }))

it('says how to build when nothing is built', () => {
  expect(() => loadAssets(directory)).toThrow('./dran build')
})

it('gives the address of a built file, and fails on one that is not', () => {
  writeFileSync(join(directory, 'manifest.json'), '{"citizen.css":"citizen-0a1b.css"}')
  const assets = loadAssets(directory)
  expect(assets.url('citizen.css')).toBe('/assets/citizen-0a1b.css')
  expect(assets.find('kiosk.js')).toBeUndefined()
  expect(() => assets.url('kiosk.js')).toThrow('kiosk.js')
})
