import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type LocalDate, localDate } from '#kernel/instant.ts'
import { KEY_BYTES, newKey, unwrapKey, WRAPPED_BYTES, wrapKey } from './seal.ts'

/**
 * Keys by owner and day, in files of a folder outside the database. What is sealed with the key of a day can be read by
 * nobody once that key is destroyed: not from the disk, and not from a copy of the database.
 */
export type DatedKeys = {
  /** The key of a day; made when it is first asked for, by whichever node. */
  keyOf(owner: string, day: LocalDate): Buffer
  /** The key of a day, if it was made and not destroyed. */
  known(owner: string, day: LocalDate): Buffer | undefined
  /** The days of which an owner has keys, the first one first. */
  days(owner: string): LocalDate[]
  /** Destroys the key of a day for good. True if there was one. */
  destroy(owner: string, day: LocalDate): boolean
}

const OWNER = /^[a-z0-9_-]{1,63}$/
const SUFFIX = '.key'

/**
 * Opens the keys in a folder. Each of them is wrapped by the master key that the file holds; both are made when they do
 * not exist, readable by their owner only. Throws if the file holds no key.
 */
export function openDatedKeys({
  folder,
  masterFile,
}: {
  readonly folder: string
  readonly masterFile: string
}): DatedKeys {
  let master: Buffer | undefined
  const masterKey = () => {
    master ??= readMaster(masterFile)
    return master
  }
  const folderOf = (owner: string) => {
    if (!OWNER.test(owner)) throw new RangeError('not an owner of keys')
    return join(folder, owner)
  }
  const fileOf = (owner: string, day: LocalDate) => join(folderOf(owner), `${localDate(day)}${SUFFIX}`)
  const contextOf = (owner: string, day: LocalDate) => `day key|${owner}|${day}`
  const known = (owner: string, day: LocalDate) => {
    const wrapped = readIfThere(fileOf(owner, day))
    return wrapped && unwrapKey(masterKey(), wrapped, contextOf(owner, day))
  }
  return {
    known,
    keyOf(owner, day) {
      const before = known(owner, day)
      if (before) return before
      const made = newKey()
      const isMine = writeOnce(fileOf(owner, day), wrapKey(masterKey(), made, contextOf(owner, day)))
      return isMine ? made : (known(owner, day) ?? made)
    },
    days(owner) {
      const names = existsSync(folderOf(owner)) ? readdirSync(folderOf(owner)) : []
      return names
        .filter((name) => /^\d{4}-\d\d-\d\d\.key$/.test(name))
        .map((name) => name.slice(0, -SUFFIX.length) as LocalDate)
        .sort()
    },
    destroy(owner, day) {
      const file = fileOf(owner, day)
      if (!existsSync(file)) return false
      overwrite(file)
      rmSync(file, { force: true })
      return true
    },
  }
}

/** The master key: 32 bytes as base64url, made by itself where there is no file. */
function readMaster(file: string): Buffer {
  writeOnce(file, Buffer.from(`${newKey().toString('base64url')}\n`))
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (key.length !== KEY_BYTES) throw new Error('the file of the master key holds no key of 32 bytes')
  return key
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'ENOENT') return undefined
    throw error
  }
}

/** Writes a file that is whole from its first moment, unless there is one. True if it was written. */
function writeOnce(file: string, bytes: Buffer): boolean {
  if (existsSync(file)) return false
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, bytes)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  try {
    // Two nodes at once: a link is made once, the other one finds it.
    linkSync(draft, file)
    return true
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** On a disk that writes in place nothing is left of the key; on others the wrapping by the master key remains. */
function overwrite(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    writeSync(handle, randomBytes(WRAPPED_BYTES), 0, WRAPPED_BYTES, 0)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
