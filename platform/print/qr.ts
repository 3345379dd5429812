import { encode } from 'uqr'
import { type Bitmap, rowBytes } from './bitmap.ts'
import { bitmapPng } from './png.ts'

/** The light margin that a reader needs, in modules (ISO/IEC 18004). */
const QUIET_ZONE = 4

/** The modules of a QR code with its quiet zone, row by row; true is dark. Error correction M (15 %). */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  return encode(text, { ecc: 'M', border: QUIET_ZONE }).data
}

/**
 * A QR code as an SVG document that fits any size: always dark on white, because readers fail on light on dark.
 * With a label it is an image with that name, else it is hidden from assistive technology (say the same in text).
 * @example qrSvg('https://termine.example/v/…', 'QR-Code')
 */
export function qrSvg(text: string, label?: string): string {
  const modules = qrModules(text)
  const size = modules.length
  const name =
    label === undefined ? 'aria-hidden="true"' : `role="img" aria-label="${escapeAttribute(label)}"`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" ${name}>` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${modules.map(rowPath).join('')}"/></svg>`
  )
}

/** One sub-path for each run of dark modules: a third of the bytes of one for each module. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue
    const start = x
    while (row[x + 1]) x++
    const length = x + 1 - start
    path += `M${start} ${y}h${length}v1h-${length}z`
  }
  return path
}

function escapeAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** A QR code as a PNG image, black on white, `scale` pixels for each module. Throws unless scale is 1 to 40. */
export function qrPng(text: string, scale: number): Buffer {
  if (!Number.isInteger(scale) || scale < 1 || scale > 40) throw new RangeError(`not a scale: ${scale}`)
  return bitmapPng(enlarged(qrModules(text), scale))
}

/** Modules as pixels. Each row is made once and copied: a mail has tens of thousands of pixels. */
function enlarged(modules: readonly (readonly boolean[])[], scale: number): Bitmap {
  const width = modules.length * scale
  const line = rowBytes(width)
  const rows = new Uint8Array(line * width)
  modules.forEach((row, y) => {
    const first = y * scale * line
    for (let x = 0; x < width; x++) {
      const byte = first + (x >> 3)
      if (row[Math.floor(x / scale)]) rows[byte] = (rows[byte] ?? 0) | (0x80 >> (x & 7))
    }
    for (let copy = 1; copy < scale; copy++) rows.copyWithin(first + copy * line, first, first + line)
  })
  return { width, height: width, rows }
}
