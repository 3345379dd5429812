import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Files are looked through in parts of this size, in bytes. */
const PART = 16 * 1024 * 1024

/** What a search through folders came to. */
export type SearchedFiles = {
  /** Files in which the text stands. */
  readonly found: readonly string[]
  /** Folders and files that could not be read, and packed ones, which hide what is in them: of them nothing is known. */
  readonly unread: readonly string[]
}

/**
 * The files below these folders in which a text stands: as it is, in UTF-16, as hexadecimal digits, or in base64. Large
 * ones are read in parts that overlap. What vanishes meanwhile is gone; what cannot be read is said, also what is packed
 * (gzip, ZIP, xz, bzip2, Zstandard, 7z, PostgreSQL's own dumps), known by how it begins.
 */
export async function searchFiles(
  folders: readonly string[],
  text: string,
  part = PART,
): Promise<SearchedFiles> {
  const forms = formsOf(text)
  const found: string[] = []
  const unread: string[] = []
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined)
    if (!entries) unread.push(folder)
    for (const entry of entries ?? []) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const seen = await searchFile(path, forms, part).catch((error: unknown) =>
        Reflect.get(Object(error), 'code') === 'ENOENT' ? 'nothing' : 'unread',
      )
      if (seen === 'found') found.push(path)
      if (seen === 'unread') unread.push(path)
    }
  }
  return { found, unread }
}

function formsOf(text: string): readonly Buffer[] {
  return [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('hex')),
    // In base64 a text stands in one of three shapes, by where it begins; without its ends they are the same.
    ...[0, 1, 2].map((shift) =>
      Buffer.from(
        Buffer.from(`${'x'.repeat(shift)}${text}`)
          .toString('base64')
          .slice(4, -4),
      ),
    ),
  ]
}

/** How packed files begin, in hexadecimal digits. */
const PACKED = [
  '1f8b08', // gzip
  '504b0304', // ZIP
  '504b0506', // ZIP without anything in it
  'fd377a585a00', // xz
  '425a68', // bzip2
  '28b52ffd', // Zstandard
  '377abcaf271c', // 7z
  '5047444d50', // pg_dump in its own format
] as const

async function searchFile(
  path: string,
  forms: readonly Buffer[],
  part: number,
): Promise<'found' | 'nothing' | 'unread'> {
  const overlap = Math.max(...forms.map(({ length }) => length)) - 1
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const buffer = Buffer.alloc(Math.min(part, size) + overlap)
    let kept = 0
    let isPacked: boolean | undefined
    while (true) {
      const { bytesRead } = await file.read(buffer, kept, buffer.length - kept)
      if (bytesRead === 0) return isPacked ? 'unread' : 'nothing'
      const here = buffer.subarray(0, kept + bytesRead)
      isPacked ??= PACKED.some((begin) => here.toString('hex', 0, 8).startsWith(begin))
      if (forms.some((form) => here.includes(form))) return 'found'
      kept = Math.min(overlap, here.length)
      here.copy(buffer, 0, here.length - kept)
    }
  } finally {
    await file.close()
  }
}
