import type { FlatPage } from './flatten/pages.ts'

/** The longer side of an A4 sheet, in points: so large a page is in the document, whatever its pixels. */
const LONG_SIDE_POINTS = 842

/**
 * A PDF of pictures alone, a page for each: no fonts, no forms, no scripts, no links, nothing that was in the original
 * (PDF 1.4; pictures stand in it as the JPEGs that they are).
 */
export function imagePdf(pages: readonly FlatPage[]): Buffer {
  const parts: Buffer[] = []
  const starts: number[] = []
  let length = 0
  const write = (part: Buffer | string) => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part
    parts.push(bytes)
    length += bytes.length
  }
  const object = (number: number, ...body: (Buffer | string)[]) => {
    starts[number] = length
    write(`${number} 0 obj\n`)
    for (const part of body) write(part)
    write('\nendobj\n')
  }
  const pageNumber = (index: number) => 3 + index * 3
  write('%PDF-1.4\n')
  object(1, '<</Type/Catalog/Pages 2 0 R>>')
  const kids = pages.map((_, index) => `${pageNumber(index)} 0 R`).join(' ')
  object(2, `<</Type/Pages/Count ${pages.length}/Kids[${kids}]>>`)
  for (const [index, { width, height, jpeg }] of pages.entries()) {
    const number = pageNumber(index)
    const scale = LONG_SIDE_POINTS / Math.max(width, height)
    const [wide, high] = [(width * scale).toFixed(2), (height * scale).toFixed(2)]
    object(
      number,
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${wide} ${high}]/Contents ${number + 1} 0 R`,
      `/Resources<</XObject<</P ${number + 2} 0 R>>>>>>`,
    )
    const drawing = `${wide} 0 0 ${high} 0 0 cm /P Do`
    object(number + 1, `<</Length ${drawing.length}>>stream\n${drawing}\nendstream`)
    object(
      number + 2,
      `<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceRGB/BitsPerComponent 8`,
      `/Filter/DCTDecode/Length ${jpeg.length}>>stream\n`,
      jpeg,
      '\nendstream',
    )
  }
  const table = length
  const entries = starts.slice(1).map((start) => `${String(start).padStart(10, '0')} 00000 n \n`)
  write(`xref\n0 ${starts.length}\n0000000000 65535 f \n${entries.join('')}`)
  write(`trailer<</Size ${starts.length}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`)
  return Buffer.concat(parts)
}
