import { inflateSync } from 'node:zlib'

const SIGNATURE = 0x774f4646
const HEAD = 44
const ENTRY = 20

/**
 * A font as WOFF 1.0 (W3C Recommendation of 2012, sections 4 and 5) unpacked into the font file that it holds. Unpacked
 * once it costs some milliseconds; fontkit unpacks a whole table again for each glyph. Throws for anything else.
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.readUInt32BE(0) !== SIGNATURE) throw new Error('not a WOFF font')
  const count = woff.readUInt16BE(12)
  const head = Buffer.alloc(12 + 16 * count)
  woff.copy(head, 0, 4, 8)
  head.writeUInt16BE(count, 4)
  const power = Math.floor(Math.log2(count))
  head.writeUInt16BE(16 * 2 ** power, 6)
  head.writeUInt16BE(power, 8)
  head.writeUInt16BE(16 * (count - 2 ** power), 10)
  const tables: Buffer[] = []
  let offset = head.length
  for (let index = 0; index < count; index++) {
    const entry = woff.subarray(HEAD + ENTRY * index, HEAD + ENTRY * (index + 1))
    const start = entry.readUInt32BE(4)
    const packed = woff.subarray(start, start + entry.readUInt32BE(8))
    const length = entry.readUInt32BE(12)
    const table = packed.length < length ? inflateSync(packed) : packed
    const at = 12 + 16 * index
    entry.copy(head, at, 0, 4)
    entry.copy(head, at + 4, 16, 20)
    head.writeUInt32BE(offset, at + 8)
    head.writeUInt32BE(length, at + 12)
    // Every table begins at a multiple of four bytes.
    const filled = Buffer.alloc(Math.ceil(length / 4) * 4)
    table.copy(filled)
    tables.push(filled)
    offset += filled.length
  }
  return Buffer.concat([head, ...tables])
}
