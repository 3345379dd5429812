import { encode } from 'uqr'
import { type Bitmap, rowBytes } from './bitmap.ts'
import type { Slip, SlipLine, SlipSize } from './slip.ts'

/** Free at both sides, in points. */
const MARGIN = 16
/** Around the code, in modules (ISO/IEC 18004). */
const QUIET_ZONE = 4
/** The code takes so much of the width at most. */
const CODE_SHARE = 0.72
/** Below the largest letters nothing would be gained by more. Points. */
const WIDEST_GAP = 12
/** A pixel of less light than this (of 255) is dark on paper. */
const DARK = 140
/** More than a printer takes: whatever stands below is cut off. */
const LONGEST = 1_600

const FONT = '"Fira Sans", sans-serif'
const SIZES: { readonly [Size in SlipSize]: { readonly weight: number; readonly points: number } } = {
  huge: { weight: 600, points: 168 },
  large: { weight: 600, points: 40 },
  normal: { weight: 400, points: 30 },
  small: { weight: 400, points: 25 },
}

/**
 * Draws a slip for a printer of so many points a row, in the canvas of a browser: so any script can be printed that
 * the page can show. Waits for the page's own letters.
 */
export async function drawSlip(document: Document, slip: Slip, width: number): Promise<Bitmap> {
  const fonts = Object.values(SIZES).map(({ weight, points }) => `${weight} ${points}px ${FONT}`)
  await Promise.all([...new Set(fonts)].map((font) => document.fonts.load(font).catch(() => [])))
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = LONGEST
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, LONGEST)
  context.fillStyle = '#000'
  context.textAlign = 'center'
  context.textBaseline = 'alphabetic'
  context.direction = slip.rightToLeft ? 'rtl' : 'ltr'
  let top = MARGIN
  for (const line of slip.lines) top = drawLine(context, line, top, width)
  top = drawCode(context, slip.code, top, width)
  for (const line of slip.after) top = drawLine(context, line, top, width)
  const height = Math.min(top + MARGIN, LONGEST)
  return readPixels(context.getImageData(0, 0, width, height))
}

/** Draws one text, broken where it must be; gives where the next one begins. */
function drawLine(context: CanvasRenderingContext2D, line: SlipLine, top: number, width: number): number {
  const { weight, points } = SIZES[line.size]
  context.font = `${weight} ${points}px ${FONT}`
  let bottom = top
  for (const row of brokenInto(context, line.text, width - 2 * MARGIN)) {
    bottom += points
    context.fillText(row, width / 2, bottom - points * 0.18, width - 2 * MARGIN)
    bottom += Math.min(points * 0.2, WIDEST_GAP)
  }
  return Math.ceil(bottom + Math.min(points * 0.15, WIDEST_GAP))
}

/** The rows of a text that is broken between words. A word that is too long for a row is squeezed when it is drawn. */
function brokenInto(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const rows: string[] = []
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const longer = rows.length > 0 ? `${rows[rows.length - 1]} ${word}` : word
    if (rows.length > 0 && context.measureText(longer).width <= width) rows[rows.length - 1] = longer
    else rows.push(word)
  }
  return rows
}

function drawCode(context: CanvasRenderingContext2D, text: string, top: number, width: number): number {
  const { data } = encode(text, { ecc: 'M', border: QUIET_ZONE })
  const scale = Math.max(1, Math.floor((width * CODE_SHARE) / data.length))
  const left = Math.floor((width - scale * data.length) / 2)
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) context.fillRect(left + x * scale, top + y * scale, scale, scale)
    })
  })
  return top + scale * data.length
}

/** One bit a pixel: what is darker than grey is printed. */
function readPixels({ width, height, data }: ImageData): Bitmap {
  const line = rowBytes(width)
  const rows = new Uint8Array(line * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x)
      const light = 0.3 * (data[at] ?? 255) + 0.59 * (data[at + 1] ?? 255) + 0.11 * (data[at + 2] ?? 255)
      const byte = y * line + (x >> 3)
      if (light < DARK) rows[byte] = (rows[byte] ?? 0) | (0x80 >> (x & 7))
    }
  }
  return { width, height, rows }
}

/** A bitmap as it is sent: its rows deflated (zlib), in base64. */
export async function sentPicture({ height, rows }: Bitmap): Promise<{ height: number; picture: string }> {
  const packed = new Blob([Uint8Array.from(rows)]).stream().pipeThrough(new CompressionStream('deflate'))
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer())
  return { height, picture: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) }
}
