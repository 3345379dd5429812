import { crc32, deflateRawSync, deflateSync } from 'node:zlib'

// Files as people send them and as nobody should, made here byte by byte. Small, so that tests are quick.

/** A PDF of so many pages with a word on each, and whatever else its catalogue shall have. */
export function pdfFile({
  pages = 1,
  word = 'Mietvertrag',
  catalogue = '',
  trailer = '',
  objects = '',
}: {
  readonly pages?: number
  readonly word?: string
  readonly catalogue?: string
  readonly trailer?: string
  readonly objects?: string
} = {}): Buffer {
  const drawing = `BT /F1 36 Tf 30 300 Td (${word}) Tj ET`
  const kids = Array.from({ length: pages }, (_, index) => `${10 + index} 0 R`).join(' ')
  const sheets = Array.from(
    { length: pages },
    (_, index) =>
      `${10 + index} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 421]/Contents 4 0 R` +
      '/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n',
  )
  return Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R${catalogue}>>endobj\n` +
      `2 0 obj<</Type/Pages/Kids[${kids}]/Count ${pages}>>endobj\n${sheets.join('')}` +
      `4 0 obj<</Length ${drawing.length}>>stream\n${drawing}\nendstream endobj\n${objects}` +
      `trailer<</Root 1 0 R${trailer}>>\n%%EOF\n`,
    'latin1',
  )
}

/** A PDF that acts: a script that runs when it is opened, a program that it starts, a file that hangs on it. */
export const activePdf = () =>
  pdfFile({
    catalogue:
      '/OpenAction<</S/JavaScript/JS(app.alert\\("HOSTILE-SCRIPT"\\))>>' +
      '/AA<</WC<</S/Launch/F(cmd.exe)>>>>/Names<</EmbeddedFiles<</Names[(a.exe) 8 0 R]>>>>',
    objects:
      '8 0 obj<</Type/Filespec/F(a.exe)/EF<</F 9 0 R>>>>endobj\n' +
      '9 0 obj<</Type/EmbeddedFile/Length 15>>stream\nHOSTILE-PAYLOAD\nendstream endobj\n',
  })

/** A PDF that asks for a password (PDF 1.7, 7.6.3): that of its user is nobody's. */
export const lockedPdf = () =>
  pdfFile({
    objects: `7 0 obj<</Filter/Standard/V 1/R 2/P -4/O(${'o'.repeat(32)})/U(${'u'.repeat(32)})>>endobj\n`,
    trailer: '/Encrypt 7 0 R/ID[(0123456789abcdef)(0123456789abcdef)]',
  })

/** How a PNG begins. */
export const PNG_MAGIC = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A part of a PNG. */
export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}

/** A PNG in grey; `says` is the size that its head says, if another one. */
export function pngFile(
  width: number,
  height: number,
  { says = { width, height }, grey = 128 }: { says?: { width: number; height: number }; grey?: number } = {},
): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(says.width, 0)
  head.writeUInt32BE(says.height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const lines = Buffer.alloc((width + 1) * height, grey)
  for (let line = 0; line < height; line++) lines[line * (width + 1)] = 0
  return Buffer.concat([
    PNG_MAGIC,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** 900 megapixels in a few bytes. */
export const hugePng = () => pngFile(10, 10, { says: { width: 30_000, height: 30_000 } })

/** A JPEG that says where it was taken, how the camera was held (turned by a quarter), and has an archive behind it. */
export function taintedJpeg(plain: Buffer): Buffer {
  const tiff = Buffer.concat([
    Buffer.from('Exif\0\0MM\0*\0\0\0\x08', 'latin1'),
    Buffer.from([0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]),
    Buffer.from('GPS-HOSTILE-PLACE'),
  ])
  const app1 = Buffer.alloc(4)
  app1.set([0xff, 0xe1])
  app1.writeUInt16BE(tiff.length + 2, 2)
  const archive = Buffer.from('PK\x03\x04HOSTILE-ARCHIVE<script>alert(1)</script>', 'latin1')
  return Buffer.concat([plain.subarray(0, 2), app1, tiff, plain.subarray(2), archive])
}

/** 64 by 48 pixels, left red and right blue, as a phone would write them (made with heif-enc of an image of our own). */
export const heicFile = () => Buffer.from(HEIC, 'base64')

const HEIC =
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA' +
  'AA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAAAAAAJAACAAEAAAAAAAAA' +
  'AQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADYaXBycAAA' +
  'ALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACpCAQED' +
  'cAAAAwCQAAADAAADAB6gIIEFlurkprm4EBAwIAAAAwAgAAADACEiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlz' +
  'cGUAAAAAAAAAQAAAADAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGlt' +
  'ZwACAAEAAQAAACxtZGF0AAAAICgBrxmA70mlv//f4x/19q/4pshf/7OOd9FbH+73A21v'

/** A ZIP with one packed file (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16). */
export function zipFile(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content)
  // What both heads say of the file: version 2.0, deflated, no time.
  const about = Buffer.alloc(26)
  about.writeUInt16LE(20, 0)
  about.writeUInt16LE(8, 4)
  about.writeUInt32LE(crc32(content), 10)
  about.writeUInt32LE(packed.length, 14)
  about.writeUInt32LE(content.length, 18)
  about.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), about, Buffer.from(name), packed])
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00'),
    about,
    Buffer.alloc(14),
    Buffer.from(name),
  ])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end])
}
