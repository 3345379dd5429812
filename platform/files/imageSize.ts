/** Width and height of a picture, in pixels. */
export type ImageSize = { readonly width: number; readonly height: number }

/**
 * The size that a PNG or JPEG says it has, read from its head alone: nothing is decoded, so that a small file that would
 * become a huge picture is seen before. Undefined where the head says none.
 */
export function imageSize(kind: 'png' | 'jpeg', bytes: Buffer): ImageSize | undefined {
  return kind === 'png' ? pngSize(bytes) : jpegSize(bytes)
}

/** The first chunk of a PNG is its head (PNG, third edition, 11.2.1). */
function pngSize(bytes: Buffer): ImageSize | undefined {
  if (bytes.length < 24 || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

/** Markers that begin a frame (ITU T.81, table B.1): all of C0 to CF but DHT, JPG and DAC. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** Walks over the segments of a JPEG until a frame says its size. */
function jpegSize(bytes: Buffer): ImageSize | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (isFrame(marker)) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    // Standing alone, without a length: TEM and the restarts.
    const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)
    if (marker === 0xda || marker === 0xd9) return undefined
    at += isAlone ? 2 : 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}
