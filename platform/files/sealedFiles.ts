import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isId } from '#kernel/id.ts'
import { seal, unseal } from '#platform/crypto/seal.ts'

/** Where a sealed file lies: whose it is, its id, and which of its contents. Nothing else becomes a path. */
export type SealedPlace = { readonly owner: string; readonly id: string; readonly content: number }

/** Sealed files in a folder. What is in them nobody reads without their key; their names are ids. */
export type SealedFiles = {
  /** Writes a whole file, to the disk before it returns. */
  write(place: SealedPlace, key: Buffer, bytes: Buffer): Promise<number>
  /**
   * Writes a part of a file behind the bytes that were sealed before; what lies behind them of an attempt that failed
   * is cut off. The length of the sealed file afterwards.
   */
  append(
    place: SealedPlace,
    key: Buffer,
    part: {
      readonly bytes: Buffer
      readonly from: number
      readonly sealedBefore: number
      readonly isLast: boolean
    },
  ): Promise<number>
  /** Reads a whole file. Throws where it is not there or anything of it is not as it was written. */
  read(place: SealedPlace, key: Buffer): Promise<Buffer>
  /** Removes a file; nothing where there is none. */
  remove(place: SealedPlace): Promise<void>
  /** Everything that lies there of one owner, with its age in milliseconds. */
  list(owner: string, now: number): Promise<(SealedPlace & { readonly age: number })[]>
}

const OWNER = /^[a-z0-9_-]{1,63}$/
const NAME = /^([0-9a-f-]{36})\.([0-9])$/

/** What binds a sealed file to its place: moved elsewhere it does not open. */
export const sealContext = ({ owner, id, content }: SealedPlace) => `${owner}|${id}|${content}`

/** Opens a folder of sealed files; it is made with the first one. */
export function openSealedFiles(folder: string): SealedFiles {
  const folderOf = (owner: string) => {
    if (!OWNER.test(owner)) throw new RangeError('not an owner of files')
    return join(folder, owner)
  }
  const pathOf = ({ owner, id, content }: SealedPlace) => {
    if (!isId(id)) throw new RangeError('not the id of a file')
    // The last characters of an id are random: they spread the files over 256 folders.
    return join(folderOf(owner), id.slice(-2), `${id}.${content}`)
  }

  async function writeAt(place: SealedPlace, at: number, sealed: Buffer): Promise<number> {
    const path = pathOf(place)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const handle = await open(path, existsSync(path) ? 'r+' : 'w+', 0o600)
    try {
      await handle.truncate(at)
      await handle.write(sealed, 0, sealed.length, at)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return at + sealed.length
  }

  return {
    write: (place, key, bytes) => writeAt(place, 0, seal(key, sealContext(place), bytes)),
    append: (place, key, { bytes, from, sealedBefore, isLast }) =>
      writeAt(place, sealedBefore, seal(key, sealContext(place), bytes, { from, isLast })),
    read: async (place, key) => unseal(key, sealContext(place), await readFile(pathOf(place))),
    remove: (place) => rm(pathOf(place), { force: true }),
    async list(owner, now) {
      const found: (SealedPlace & { age: number })[] = []
      const root = folderOf(owner)
      if (!existsSync(root)) return found
      for (const part of await readdir(root)) {
        for (const name of await readdir(join(root, part))) {
          const [, id, content] = NAME.exec(name) ?? []
          if (!id || !content) continue
          // It may have gone since.
          const seen = await stat(join(root, part, name)).catch(() => undefined)
          if (seen) found.push({ owner, id, content: Number(content), age: now - seen.mtimeMs })
        }
      }
      return found
    },
  }
}
