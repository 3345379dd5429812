import { deflateSync, inflateSync } from 'node:zlib'
import { type Bitmap, rowBytes } from './bitmap.ts'

/** The rows of a bitmap as they are sent: deflated (zlib). */
export function packBitmap({ rows }: Bitmap): Buffer {
  return deflateSync(rows)
}

/** A bitmap out of deflated rows; undefined unless these are exactly the rows of that size. */
export function unpackBitmap(width: number, height: number, packed: Uint8Array): Bitmap | undefined {
  const size = rowBytes(width) * height
  try {
    const rows = inflateSync(packed, { maxOutputLength: size })
    return rows.length === size ? { width, height, rows } : undefined
  } catch {
    return undefined
  }
}
