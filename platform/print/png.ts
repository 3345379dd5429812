import { crc32, deflateSync } from 'node:zlib'
import { type Bitmap, rowBytes } from './bitmap.ts'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A bitmap as a PNG file: one bit a pixel (colour type 0: 0 is black), filter 0 in every row. */
export function bitmapPng({ width, height, rows }: Bitmap): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(1, 8)
  const line = rowBytes(width)
  const pixels = Buffer.alloc((1 + line) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < line; x++) pixels[y * (1 + line) + 1 + x] = ~(rows[y * line + x] ?? 0) & 0xff
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
