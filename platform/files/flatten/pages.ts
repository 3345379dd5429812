import { imageSize } from '../imageSize.ts'
import { LONG_SIDE, MOST_FLAT_BYTES, MOST_PAGES } from './limits.ts'

/** A page as a picture: JPEG without any further data. */
export type FlatPage = { readonly width: number; readonly height: number; readonly jpeg: Buffer }

const HEAD_BYTES = 12

/** Pages one behind the other: for each width, height and length in four bytes each, then the picture. */
export function packPages(pages: readonly FlatPage[]): Buffer {
  return Buffer.concat(
    pages.flatMap(({ width, height, jpeg }) => {
      const head = Buffer.alloc(HEAD_BYTES)
      head.writeUInt32BE(width, 0)
      head.writeUInt32BE(height, 4)
      head.writeUInt32BE(jpeg.length, 8)
      return [head, jpeg]
    }),
  )
}

/**
 * Reads what packPages has written. Throws unless it is exactly so many pages as may be, each of them a JPEG of the size
 * that it says: what comes out of the sandbox is trusted no more than what went in.
 */
export function readPages(packed: Buffer): FlatPage[] {
  const pages: FlatPage[] = []
  if (packed.length > MOST_FLAT_BYTES) throw new RangeError('pages: too many bytes')
  for (let at = 0; at < packed.length; ) {
    if (packed.length - at < HEAD_BYTES) throw new RangeError('pages: cut off')
    const [width, height, length] = [0, 4, 8].map((offset) => packed.readUInt32BE(at + offset))
    const from = at + HEAD_BYTES
    at = from + (length ?? 0)
    if (at > packed.length) throw new RangeError('pages: cut off')
    const jpeg = packed.subarray(from, at)
    const size = imageSize('jpeg', jpeg)
    if (!width || !height || size?.width !== width || size.height !== height)
      throw new RangeError('pages: no picture of that size')
    if (Math.max(width, height) > LONG_SIDE) throw new RangeError('pages: too large')
    pages.push({ width, height, jpeg })
    if (pages.length > MOST_PAGES) throw new RangeError('pages: too many')
  }
  if (pages.length === 0) throw new RangeError('pages: none')
  return pages
}
