import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, extname, join, parse } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Where the built files lie, from the project's root. */
export const ASSETS_DIRECTORY = 'dist/assets'

/** Logical name to the file as built, e.g. "citizen.css" to "citizen-4f2a9c01.css". */
export type Files = Readonly<Record<string, string>>

/**
 * Writes one built file under a name that holds a hash of its content, so that browsers may keep it for ever.
 * Gives the hashed name.
 */
export async function writeAsset(root: string, logicalName: string, content: Uint8Array): Promise<string> {
  const { name, ext } = parse(logicalName)
  return writeNamed(root, `${name}-${hashOf([content]).slice(0, 10)}${ext}`, content)
}

/** Writes one built file whose name already holds a hash. What shrinks also lies there compressed, ready to be sent. */
export async function writeNamed(root: string, fileName: string, content: Uint8Array): Promise<string> {
  const path = join(root, ASSETS_DIRECTORY, fileName)
  await mkdir(dirname(path), { recursive: true })
  await writeWhole(path, content)
  if (isCompressible(extname(path))) await writeCompressed(path, content)
  return fileName
}

/** Writes a file so that no reader, not even of a second build beside this one, ever sees half of it. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, content)
  await rename(temporary, path)
}

/** Size in bytes as it travels, gzip. */
export async function gzipSize(content: Uint8Array): Promise<number> {
  return (await promisify(gzip)(content, { level: 9 })).byteLength
}

/** A hash over several contents in their order. */
export function hashOf(contents: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const content of contents) hash.update(content).update('\0')
  return hash.digest('hex')
}

/** A hash over files; a missing file counts as an empty one, so that its coming is noticed. */
export async function hashOfFiles(root: string, paths: readonly string[]): Promise<string> {
  const sorted = [...new Set(paths)].sort()
  const contents = await Promise.all(sorted.map((path) => readFile(join(root, path)).catch(() => '')))
  return hashOf(sorted.flatMap((path, position) => [path, contents[position] ?? '']))
}

function isCompressible(extension: string): boolean {
  return ['.css', '.js', '.svg', '.json', '.webmanifest', '.wasm'].includes(extension)
}

async function writeCompressed(path: string, content: Uint8Array): Promise<void> {
  const [zipped, brotli] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  ])
  await Promise.all([writeWhole(`${path}.gz`, zipped), writeWhole(`${path}.br`, brotli)])
}
