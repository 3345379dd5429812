import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { localDate } from '#kernel/instant.ts'
import { openDatedKeys } from './datedKeys.ts'

let home = ''
const opened = () => openDatedKeys({ folder: join(home, 'keys'), masterFile: join(home, 'master') })
const day = localDate('2027-03-15')

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dran-keys-'))
})
afterEach(() => rmSync(home, { recursive: true }))

it('are the same for all who ask, and other ones for each owner and day', () => {
  const key = opened().keyOf('neuwalden', day)
  expect(opened().keyOf('neuwalden', day).equals(key)).toBe(true)
  expect(opened().known('neuwalden', day)?.equals(key)).toBe(true)
  expect(opened().keyOf('zweitstadt', day).equals(key)).toBe(false)
  expect(opened().keyOf('neuwalden', localDate('2027-03-16')).equals(key)).toBe(false)
  expect(opened().days('neuwalden')).toEqual(['2027-03-15', '2027-03-16'])
  expect(opened().days('nobody')).toEqual([])
})

it('are gone once they are destroyed, and only those of that day', () => {
  const key = opened().keyOf('neuwalden', day)
  const other = opened().keyOf('neuwalden', localDate('2027-03-16'))
  expect(opened().destroy('neuwalden', day)).toBe(true)
  expect(opened().destroy('neuwalden', day)).toBe(false)
  expect(opened().known('neuwalden', day)).toBeUndefined()
  expect(opened().keyOf('neuwalden', day).equals(key)).toBe(false)
  expect(opened().known('neuwalden', localDate('2027-03-16'))?.equals(other)).toBe(true)
})

it('lie on the disk wrapped, for their owner alone, and nothing else lies there', () => {
  const key = opened().keyOf('neuwalden', day)
  const file = join(home, 'keys', 'neuwalden', '2027-03-15.key')
  expect(readFileSync(file).includes(key)).toBe(false)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(home, 'master')).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(home, 'keys', 'neuwalden'))).toEqual(['2027-03-15.key'])
})

it('do not open under another master key, another day or another owner', () => {
  opened().keyOf('neuwalden', day)
  const folder = join(home, 'keys', 'neuwalden')
  const wrapped = readFileSync(join(folder, '2027-03-15.key'))
  writeFileSync(join(folder, '2027-03-16.key'), wrapped)
  expect(() => opened().known('neuwalden', localDate('2027-03-16'))).toThrow()
  writeFileSync(join(home, 'master'), Buffer.alloc(32, 7).toString('base64url'))
  expect(() => opened().known('neuwalden', day)).toThrow()
})

it('never make a path of what is no owner and no day', () => {
  expect(() => opened().keyOf('../neuwalden', day)).toThrow()
  expect(() => opened().keyOf('neuwalden', '../../x' as typeof day)).toThrow()
})

it('refuse a master key that is none', () => {
  writeFileSync(join(home, 'master'), 'short')
  expect(() => opened().keyOf('neuwalden', day)).toThrow(/no key of 32 bytes/)
})
