/** A picture of one bit a pixel: rows from top to bottom, each filled up to whole bytes; a set bit is dark. */
export type Bitmap = {
  readonly width: number
  readonly height: number
  /** `height` times `rowBytes(width)` bytes, the leftmost pixel in the highest bit. */
  readonly rows: Uint8Array
}

/** How many bytes a row of so many pixels takes. */
export function rowBytes(width: number): number {
  return Math.ceil(width / 8)
}

/** A bitmap out of rows of pixels; true is dark. */
export function bitmapOf(pixels: readonly (readonly boolean[])[]): Bitmap {
  const width = pixels[0]?.length ?? 0
  const rows = new Uint8Array(rowBytes(width) * pixels.length)
  pixels.forEach((row, y) => {
    row.forEach((dark, x) => {
      const byte = y * rowBytes(width) + (x >> 3)
      if (dark) rows[byte] = (rows[byte] ?? 0) | (0x80 >> (x & 7))
    })
  })
  return { width, height: pixels.length, rows }
}

/** Some rows of a bitmap, from `top` on. */
export function bandOf({ width, rows }: Bitmap, top: number, height: number): Bitmap {
  const line = rowBytes(width)
  const band = rows.subarray(top * line, (top + height) * line)
  return { width, height: band.length / line, rows: band }
}
