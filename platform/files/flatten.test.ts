import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { activePdf, heicFile, hugePng, lockedPdf, pdfFile, pngFile, taintedJpeg } from '#test/hostileFiles.ts'
import { packPages, readPages } from './flatten/pages.ts'
import { type FlatPage, hasBubblewrap, openFlatten } from './flatten.ts'
import { imagePdf } from './imagePdf.ts'
import { imageSize } from './imageSize.ts'
import { textPdf } from './textPdf.ts'

// Attacks A-13 and R21: what is in a file, and what it does to who reads it.

const flatten = openFlatten()
const flat = async (...file: Parameters<typeof flatten>): Promise<readonly FlatPage[]> => {
  const made = await flatten(...file)
  if (!made.ok) throw new Error(made.code)
  return made.value
}
const code = async (...file: Parameters<typeof flatten>) => {
  const made = await flatten(...file)
  return made.ok ? 'flat' : made.code
}

describe('a file that is flattened', () => {
  let photo: FlatPage
  beforeAll(async () => {
    photo = (await flat('png', pngFile(40, 20)))[0] ?? expect.unreachable()
  })

  it('is a picture of each page, and nothing else of it is left', async () => {
    const pages = await flat('pdf', activePdf())
    expect(pages).toHaveLength(1)
    const whole = Buffer.concat([packPages(pages), imagePdf(pages)])
    for (const trace of ['HOSTILE', 'JavaScript', 'Launch', 'EmbeddedFile', 'Mietvertrag'])
      expect(whole.includes(trace), trace).toBe(false)
    expect(pages[0]).toMatchObject({ width: 894, height: 1263 })
  })

  it('keeps its pages in their order, and what was written on them can be seen', async () => {
    const pages = await flat('pdf', pdfFile({ pages: 3 }))
    const empty = await flat('pdf', pdfFile({ word: ' ' }))
    expect(pages).toHaveLength(3)
    expect(pages[0]?.jpeg.length).toBeGreaterThan((empty[0]?.jpeg.length ?? 0) + 2_000)
  })

  it('is read where this house has written it, with every letter of a line on the sheet', async () => {
    const [page] = await flat(
      'pdf',
      textPdf([
        { text: 'Wohnungsgeberbestätigung (§ 19)', size: 20, bold: true },
        { text: 'Łukasz Çelik \\ )' },
      ]),
    )
    const [empty] = await flat('pdf', textPdf([]))
    expect(page?.jpeg.length).toBeGreaterThan((empty?.jpeg.length ?? 0) + 2_000)
    expect(await flat('pdf', textPdf(Array.from({ length: 120 }, () => ({ text: 'Zeile' }))))).toHaveLength(3)
  })

  it('loses the place where it was taken and whatever hangs behind it, and stands upright', async () => {
    const [page] = await flat('jpeg', taintedJpeg(photo.jpeg))
    expect(page).toMatchObject({ width: photo.height, height: photo.width })
    for (const trace of ['HOSTILE', 'Exif', 'PK\x03\x04', 'script'])
      expect(page?.jpeg.includes(Buffer.from(trace, 'latin1')), trace).toBe(false)
  })

  it('may be a HEIC of a phone', async () => {
    expect(await flat('heic', heicFile())).toMatchObject([{ width: 64, height: 48 }])
  })

  it('is made smaller where it is larger than anybody reads', async () => {
    expect(await flat('png', pngFile(3_000, 300))).toMatchObject([{ width: 2_200, height: 220 }])
  })

  it('becomes a document that can be read again', async () => {
    const again = await flat('pdf', imagePdf([photo, photo]))
    expect(again).toHaveLength(2)
    expect((again[0]?.width ?? 0) / (again[0]?.height ?? 1)).toBeCloseTo(photo.width / photo.height, 1)
  })

  it('is refused for what it is', async () => {
    expect(await code('png', hugePng())).toBe('too_many_pixels')
    expect(await code('pdf', lockedPdf())).toBe('locked')
    expect(await code('pdf', pdfFile({ pages: 31 }))).toBe('too_many_pages')
    expect(await code('pdf', pdfFile({ pages: 0 }))).toBe('damaged')
  })

  it('is refused when it is broken, cut off, empty or something else', async () => {
    const files: [Parameters<typeof flatten>[0], Buffer][] = [
      ['pdf', Buffer.from('%PDF-1.4\nnothing')],
      ['pdf', pngFile(4, 4)],
      ['png', pngFile(40, 40).subarray(0, 50)],
      ['jpeg', photo.jpeg.subarray(0, 30)],
      ['heic', heicFile().subarray(0, 200)],
      ['png', Buffer.alloc(0)],
    ]
    for (const [kind, bytes] of files) expect(['damaged', 'crashed']).toContain(await code(kind, bytes))
  })
})

describe('the sandbox', () => {
  const child = join(import.meta.dirname, '../../test/flattenChild.ts')
  // Without bubblewrap, as on a machine that has none.
  const bare = openFlatten({ child, bare: true })
  /** Waits no longer for a reader that hangs. */
  const hasty = openFlatten({ child, patience: 1_500, bare: true })
  const ask = async (wanted: string, sandbox = bare) => {
    const answer = await sandbox('pdf', Buffer.from(wanted))
    return answer.ok ? 'pages' : answer.code
  }

  it('lets nothing be read, written or started, and tells nothing of the machine', async () => {
    for (const attempt of ['read', 'readSecret', 'write', 'start', 'worker', 'environment'])
      expect(await ask(attempt), attempt).toBe('damaged')
    expect(existsSync('/tmp/dran-flatten-escape')).toBe(false)
  })

  it('lets compiled code take no more memory than it may', async () => {
    expect(await ask('memory')).toBe('damaged')
  })

  it('survives a reader that dies, hangs, talks rubbish or too much, or ends badly', async () => {
    for (const fault of ['crash', 'rubbish', 'unknown', 'code', 'much'])
      expect(await ask(fault), fault).toBe('crashed')
    expect(await ask('hang', hasty)).toBe('crashed')
  })

  it.skipIf(!hasBubblewrap())('has no network where bubblewrap is installed', async () => {
    const server = createServer((socket) => socket.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const port = Reflect.get(Object(server.address()), 'port')
    try {
      expect(await ask(`connect ${port}`, openFlatten({ child }))).toBe('damaged')
      expect(await ask(`connect ${port}`), 'control').toBe('locked')
    } finally {
      server.close()
    }
  })
})

describe('what comes out of the sandbox', () => {
  const page = { width: 8, height: 4, jpeg: Buffer.from('') }
  let good: FlatPage
  beforeAll(async () => {
    good = (await flat('png', pngFile(8, 4)))[0] ?? expect.unreachable()
  })

  it('is taken as pages only if it is exactly that', () => {
    expect(readPages(packPages([good, good]))).toHaveLength(2)
    const packed = packPages([good])
    for (const wrong of [
      Buffer.alloc(0),
      packed.subarray(0, -1),
      Buffer.concat([packed, Buffer.from('more')]),
      packPages([{ ...good, width: 9 }]),
      packPages([{ ...page, jpeg: Buffer.from('<svg/>') }]),
      packPages(Array(31).fill(good)),
    ])
      expect(() => readPages(wrong)).toThrow(/pages/)
  })
})

it('the size of a picture is read from its head alone', () => {
  expect(imageSize('png', hugePng())).toEqual({ width: 30_000, height: 30_000 })
  expect(imageSize('png', Buffer.from('no picture at all, though long enough'))).toBeUndefined()
  expect(imageSize('jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 4, 0, 8, 3]))).toEqual({
    width: 8,
    height: 4,
  })
  expect(imageSize('jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 17, 8, 0, 4, 0, 8, 3]))).toBeUndefined()
})
