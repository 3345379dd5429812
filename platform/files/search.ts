import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Larger files are looked through in parts of this size, in bytes. */
const PART = 64 * 1024 * 1024

/** The files below these folders in which a text stands: as it is, in UTF-16, as hexadecimal digits, or in base64. */
export async function filesWith(folders: readonly string[], text: string): Promise<string[]> {
  const forms = [
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
  const found: string[] = []
  for (const folder of folders) {
    const names = await readdir(folder, { recursive: true }).catch(() => [])
    for (const name of names) {
      const path = join(folder, name)
      const seen = await stat(path).catch(() => undefined)
      if (!seen?.isFile() || seen.size > PART) continue
      const bytes = await readFile(path).catch(() => Buffer.alloc(0))
      if (forms.some((form) => bytes.includes(form))) found.push(path)
    }
  }
  return found
}
