// Runs alone, in a process of its own that may read its own code and nothing else (see ../flatten.ts): a file on its
// standard input, its pages on the standard output. Whatever becomes of this process, the file is only not taken.
import { readFileSync, writeSync } from 'node:fs'
import { isFileKind } from '../kind.ts'
import { flattenFile } from './codecs.ts'
import { packPages } from './pages.ts'
import { Refused } from './refused.ts'

const [, , kind = ''] = process.argv

/** Bytes to an output that may take only some of them at a time. */
function writeAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'EAGAIN') throw error
    }
  }
}

try {
  if (!isFileKind(kind)) throw new Refused('damaged')
  const pages = await flattenFile(kind, readFileSync(0))
  writeAll(Buffer.concat([Buffer.from('pages\n'), packPages(pages)]))
} catch (error) {
  writeAll(Buffer.from(`refused\n${error instanceof Refused ? error.why : 'damaged'}`))
}
// At once: nothing that the file may have left behind gets another turn.
process.exit(0)
