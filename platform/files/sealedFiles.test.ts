import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '#kernel/id.ts'
import { instant } from '#kernel/instant.ts'
import { newKey } from '#platform/crypto/seal.ts'
import { openSealedFiles, type SealedFiles } from './sealedFiles.ts'

let folder = ''
let files: SealedFiles
const key = newKey()
const place = (content = 1) => ({ owner: 'neuwalden', id: newId(instant(1)), content })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dran-files-'))
  files = openSealedFiles(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

it('give back what was written, to its owner and place only', async () => {
  const at = place()
  await files.write(at, key, Buffer.from('a paper'))
  expect((await files.read(at, key)).toString()).toBe('a paper')
  await expect(files.read({ ...at, content: 2 }, key)).rejects.toThrow()
  await expect(files.read({ ...at, owner: 'zweitstadt' }, key)).rejects.toThrow()
  await expect(files.read(at, newKey())).rejects.toThrow()
})

it('lie under their id alone, readable by their owner, and show nothing', async () => {
  const at = place()
  await files.write(at, key, Buffer.from('Geburtsurkunde'))
  const path = join(folder, 'neuwalden', at.id.slice(-2), `${at.id}.1`)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path).includes('Geburtsurkunde')).toBe(false)
})

it('come in parts, and a part that failed is written over', async () => {
  const at = place()
  const write = (bytes: string, from: number, sealedBefore: number, isLast: boolean) =>
    files.append(at, key, { bytes: Buffer.from(bytes), from, sealedBefore, isLast })
  const first = await write('first ', 0, 0, false)
  await write('lost with its transaction, and longer than the next', 6, first, false)
  await write('second', 6, first, true)
  expect((await files.read(at, key)).toString()).toBe('first second')
})

it('are listed with their age, and gone once they are removed', async () => {
  const one = openSealedFiles(join(folder, 'listed'))
  const at = place(2)
  await one.write(at, key, Buffer.from('x'))
  const written = statSync(join(folder, 'listed', 'neuwalden', at.id.slice(-2), `${at.id}.2`)).mtimeMs
  expect(await one.list('neuwalden', written + 5_000)).toEqual([{ ...at, age: 5_000 }])
  expect(await one.list('zweitstadt', written)).toEqual([])
  await one.remove(at)
  await one.remove(at)
  expect(await one.list('neuwalden', written)).toEqual([])
})

it('never make a path of what is no id', async () => {
  const before = readdirSync(folder)
  const write = (owner: string, id: string) => files.write({ owner, id, content: 1 }, key, Buffer.from('x'))
  for (const id of ['../../etc/passwd', 'a/b', '', '\0', `${'a'.repeat(300)}`])
    await expect(write('neuwalden', id)).rejects.toThrow(/not the id/)
  await expect(write('../x', place().id)).rejects.toThrow(/not an owner/)
  expect(readdirSync(folder)).toEqual(before)
})
