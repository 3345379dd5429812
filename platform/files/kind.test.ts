import { expect, it } from 'vitest'
import { kindByContent, kindByName } from './kind.ts'

const begins = (bytes: readonly number[] | string) =>
  kindByContent(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes))

it('tells a kind by its first bytes', () => {
  expect(begins('%PDF-1.7\n')).toBe('pdf')
  expect(begins([0xff, 0xd8, 0xff, 0xe0])).toBe('jpeg')
  expect(begins([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])).toBe('png')
  expect(begins('\0\0\0\x18ftypheic\0\0\0\0mif1')).toBe('heic')
  expect(begins('\0\0\0\x18ftypmif1\0\0\0\0heic')).toBe('heic')
})

it('knows nothing else, whatever it is', () => {
  for (const other of [
    '',
    '%PD',
    ' %PDF-1.7',
    'junk before %PDF-1.4',
    '<svg xmlns="http://www.w3.org/2000/svg">',
    '<?xml version="1.0"?><svg>',
    'GIF89a',
    'PK\x03\x04',
    'MZ\x90',
    'II*\0',
    'RIFF\0\0\0\0WEBP',
    '\0\0\0\x18ftypavif',
    '\0\0\0\x18ftypisom',
    '\xd0\xcf\x11\xe0',
  ])
    expect(begins(other), other).toBeUndefined()
})

it('reads the end of a name only', () => {
  expect(kindByName('Mietvertrag.PDF')).toBe('pdf')
  expect(kindByName('IMG_1.jpeg')).toBe('jpeg')
  expect(kindByName('foto.png.heic')).toBe('heic')
  for (const name of ['', 'pdf', 'photo.svg', 'brief.docx', 'photo.jpg.exe', 'a.pdf\u202e', '.'])
    expect(kindByName(name), name).toBeUndefined()
})
