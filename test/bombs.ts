import { constants, deflateRawSync, deflateSync } from 'node:zlib'
import { chunk, PNG_MAGIC } from './hostileFiles.ts'

// Small files that become gigabytes, or never end, in whoever opens them.

const BLOCK = 16 * 1024 * 1024
const GIGABYTE = 1024 ** 3

/**
 * So many gigabytes of one byte, as zlib packs them (RFC 1950, 1951): a thousandth of that. One block is packed and
 * repeated, so that it is made at once.
 */
export function packedGigabytes(gigabytes: number, byte: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(BLOCK, byte), { finishFlush: constants.Z_FULL_FLUSH })
  const last = Buffer.from([1, 0, 0, 0xff, 0xff])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(adler32(gigabytes * GIGABYTE, byte))
  const blocks = Array.from({ length: (gigabytes * GIGABYTE) / BLOCK }, () => block)
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...blocks, last, sum])
}

/** The checksum of so many times the same byte. */
function adler32(count: number, byte: number): number {
  const [n, value, prime] = [BigInt(count), BigInt(byte), 65_521n]
  const low = (1n + n * value) % prime
  const high = (n + (value * n * (n + 1n)) / 2n) % prime
  return Number((high << 16n) | low)
}

/** A PDF whose page is drawn by a stream that inflates to gigabytes of blanks; packed so many times over. */
export function inflatingPdf({ gigabytes = 4, filters = 1 } = {}): Buffer {
  let stream = packedGigabytes(gigabytes, 0x20)
  for (let more = 1; more < filters; more++) stream = deflateSync(stream)
  const head =
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 421]/Contents 4 0 R>>endobj\n' +
    `4 0 obj<</Length ${stream.length}/Filter[${'/FlateDecode'.repeat(filters)}]>>stream\n`
  return Buffer.concat([
    Buffer.from(head),
    stream,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
  ])
}

/** A PNG of ten by ten pixels whose lines go on for gigabytes. */
export function endlessPng(gigabytes = 14): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(10, 0)
  head.writeUInt32BE(10, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    PNG_MAGIC,
    chunk('IHDR', head),
    chunk('IDAT', packedGigabytes(gigabytes, 0)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/**
 * A progressive JPEG (ITU-T T.81), a square of 59 megapixels, with so many passes over all of them, each of which says
 * nothing in a few bytes.
 */
export function endlessJpeg({ passes = 20_000, side = 7_700 } = {}): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16BE(side, 0)
  size.writeUInt16BE(side, 2)
  const frame = Buffer.concat([Buffer.from([0xff, 0xc2, 0, 11, 8]), size, Buffer.from([1, 1, 0x11, 0])])
  const quantised = Buffer.concat([Buffer.from([0xff, 0xdb, 0, 67, 0]), Buffer.alloc(64, 1)])
  // One code of one bit each, for the mean of a block and for the rest of it.
  const codes = [0x00, 0x10].map((table) =>
    Buffer.concat([Buffer.from([0xff, 0xc4, 0, 20, table, 1]), Buffer.alloc(15), Buffer.from([0])]),
  )
  const scan = (from: number, to: number) => Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, from, to, 0, 0])
  const rest = scan(1, 63)
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    quantised,
    frame,
    ...codes,
    scan(0, 0),
    ...Array.from({ length: passes }, () => rest),
    Buffer.from([0xff, 0xd9]),
  ])
}
