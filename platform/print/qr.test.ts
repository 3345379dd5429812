import { crc32, inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { qrModules, qrPng, qrSvg } from './qr.ts'

const LINK = 'https://termine.example/v/abcdefghijklmnopqrstuv'

/** Reads a PNG the way the standard says, without the code that wrote it. */
function readPng(file: Buffer): { width: number; height: number; dark: (x: number, y: number) => boolean } {
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks = new Map<string, Buffer>()
  let offset = 8
  while (offset < file.length) {
    const length = file.readUInt32BE(offset)
    const body = file.subarray(offset + 4, offset + 8 + length)
    expect(file.readUInt32BE(offset + 8 + length)).toBe(crc32(body))
    chunks.set(body.subarray(0, 4).toString('latin1'), body.subarray(4))
    offset += 12 + length
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND'])
  const header = chunks.get('IHDR') ?? Buffer.alloc(0)
  // Depth 1, grey, deflate, adaptive filters, not interlaced.
  expect([...header.subarray(8)]).toEqual([1, 0, 0, 0, 0])
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const pixels = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0))
  const line = 1 + Math.ceil(width / 8)
  expect(pixels.length).toBe(line * height)
  for (let y = 0; y < height; y++) expect(pixels[y * line]).toBe(0)
  return {
    width,
    height,
    dark: (x, y) => (((pixels[y * line + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 0,
  }
}

it('a code has a quiet zone of four modules all around', () => {
  const modules = qrModules(LINK)
  const size = modules.length
  const inMargin = (x: number, y: number) => Math.min(x, y, size - 1 - x, size - 1 - y) < 4
  modules.forEach((row, y) => {
    expect(row.length).toBe(size)
    row.forEach((dark, x) => {
      if (inMargin(x, y)) expect(dark).toBe(false)
    })
  })
  // The finder pattern begins right behind it.
  expect(modules[4]?.slice(4, 11)).toEqual(Array(7).fill(true))
})

it('the PNG shows exactly the modules, at every scale', () => {
  const modules = qrModules(LINK)
  for (const scale of [1, 3, 8]) {
    const image = readPng(qrPng(LINK, scale))
    expect([image.width, image.height]).toEqual([modules.length * scale, modules.length * scale])
    for (let y = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++) {
        if (image.dark(x, y) !== modules[Math.floor(y / scale)]?.[Math.floor(x / scale)]) {
          expect.fail(`pixel ${x}, ${y} at scale ${scale}`)
        }
      }
    }
  }
})

it('the SVG draws exactly the modules', () => {
  const modules = qrModules(LINK)
  const svg = qrSvg(LINK)
  const drawn = modules.map((row) => row.map(() => false))
  const runs = svg.slice(svg.indexOf('#000')).matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)
  for (const [, x, y, length, back] of runs) {
    expect(back).toBe(length)
    drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(length))
  }
  expect(drawn).toEqual(modules)
  expect(svg).toContain(`viewBox="0 0 ${modules.length} ${modules.length}"`)
})

it('the SVG needs no inline style, and a label cannot break out of it', () => {
  expect(qrSvg(LINK)).toContain('aria-hidden="true"')
  const named = qrSvg(LINK, '"><script>alert(1)</script>')
  expect(named).not.toContain('<script')
  expect(named).not.toMatch(/style=|onload=/)
  expect(named).toContain('aria-label="&quot;&gt;&lt;script&gt;')
})

it('a scale that makes no image is refused', () => {
  for (const scale of [0, -1, 1.5, 41, Number.NaN]) expect(() => qrPng(LINK, scale)).toThrow(RangeError)
})
