import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type ImageSize, imageSize } from '../imageSize.ts'
import type { FileKind } from '../kind.ts'
import { LONG_SIDE, MOST_PAGES, MOST_PIXELS } from './limits.ts'
import type { FlatPage } from './pages.ts'
import { type Pixels, shrink } from './pixels.ts'
import { Refused } from './refused.ts'

const require = createRequire(import.meta.url)

/**
 * Makes pictures of a file, one for each page, and of each a new JPEG: what was neither seen nor a pixel is gone (scripts,
 * attachments, places where a photo was taken, whatever hangs behind the end). Throws Refused, or anything else on a file
 * that breaks its reader.
 */
export async function flattenFile(kind: FileKind, bytes: Buffer): Promise<FlatPage[]> {
  const pages: FlatPage[] = []
  for await (const pixels of READERS[kind](bytes)) pages.push(await encode(shrink(pixels, LONG_SIDE)))
  return pages
}

type Reader = (bytes: Buffer) => AsyncGenerator<Pixels>

const READERS: Readonly<Record<FileKind, Reader>> = {
  pdf: readPdf,
  png: readPng,
  jpeg: readJpeg,
  heic: readHeic,
}

/** The codecs give pixels as browsers do; Node has no such class. */
class PixelData implements Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
  constructor(data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number) {
    this.data = data
    this.width = width
    this.height = height
  }
}
Reflect.set(globalThis, 'ImageData', PixelData)

/** Compiled code that lies in a package. */
const compiled = (path: string) => new WebAssembly.Module(readFileSync(require.resolve(path)))

function allowed(size: ImageSize | undefined): void {
  if (!size || size.width === 0 || size.height === 0) throw new Refused('damaged')
  if (size.width * size.height > MOST_PIXELS) throw new Refused('too_many_pixels')
}

async function* readJpeg(bytes: Buffer): AsyncGenerator<Pixels> {
  allowed(imageSize('jpeg', bytes))
  const { default: decode, init } = await import('@jsquash/jpeg/decode.js')
  await init(compiled('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'))
  // Turned as the camera says that it was held.
  yield await decode(exactly(bytes), { preserveOrientation: true })
}

async function* readPng(bytes: Buffer): AsyncGenerator<Pixels> {
  allowed(imageSize('png', bytes))
  const { default: decode, init } = await import('@jsquash/png/decode.js')
  await init(compiled('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'))
  yield await decode(exactly(bytes))
}

async function* readHeic(bytes: Buffer): AsyncGenerator<Pixels> {
  const openLibrary: HeifLibrary = require('libheif-js/libheif-wasm/libheif.js')
  const wasmBinary = readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm'))
  const library = openLibrary({ wasmBinary })
  const images = new library.HeifDecoder().decode(bytes)
  // Others are previews and parts of a series; the one that is meant is marked.
  const image = images.find((each) => each.is_primary()) ?? images[0]
  if (!image) throw new Refused('damaged')
  const size = { width: image.get_width(), height: image.get_height() }
  allowed(size)
  const canvas = new PixelData(new Uint8ClampedArray(size.width * size.height * 4), size.width, size.height)
  yield await new Promise<Pixels>((resolve, reject) => {
    image.display(canvas, (shown) => (shown ? resolve(shown) : reject(new Refused('damaged'))))
  })
}

/** What is used of libheif-js, which brings no types of it. */
type HeifLibrary = (options: { readonly wasmBinary: Buffer }) => {
  readonly HeifDecoder: new () => { decode(bytes: Buffer): HeifImage[] }
}
type HeifImage = {
  is_primary(): boolean
  get_width(): number
  get_height(): number
  display(into: Pixels, done: (shown: Pixels | null) => void): void
}

async function* readPdf(bytes: Buffer): AsyncGenerator<Pixels> {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium')
  const library = await PDFiumLibrary.init({
    wasmBinary: exactly(readFileSync(require.resolve('@hyzyla/pdfium/pdfium.wasm'))),
  })
  const document = await library.loadDocument(bytes).catch((error: unknown) => {
    throw new Refused(/password/i.test(String(error)) ? 'locked' : 'damaged')
  })
  const count = document.getPageCount()
  if (count === 0) throw new Refused('damaged')
  if (count > MOST_PAGES) throw new Refused('too_many_pages')
  // What was typed into a form stands on its page.
  document.initializeFormFields()
  for (const page of document.pages()) {
    const { originalWidth, originalHeight } = page.getOriginalSize()
    const long = Math.max(originalWidth, originalHeight)
    if (!(long > 0)) throw new Refused('damaged')
    // A page is never larger than it is kept; a small slip is not made larger than three times.
    const scale = Math.min(LONG_SIDE / long, 3)
    const { data, width, height } = await page.render({ scale, render: 'bitmap', renderFormFields: true })
    yield { data: Uint8ClampedArray.from(data), width, height }
  }
}

/** How the pages are written: of a sheet with text nothing is lost that somebody reads. */
const JPEG = { quality: 80, progressive: false, optimize_coding: true, trellis_multipass: false }

let encoder: Promise<typeof import('@jsquash/jpeg/encode.js')> | undefined

async function encode(pixels: Pixels): Promise<FlatPage> {
  encoder ??= import('@jsquash/jpeg/encode.js').then(async (loaded) => {
    await loaded.init(compiled('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'))
    return loaded
  })
  const { width, height } = pixels
  const jpeg = await (await encoder).default({ ...pixels, colorSpace: 'srgb' }, JPEG)
  return { width, height, jpeg: Buffer.from(jpeg) }
}

/** The bytes alone: a Buffer may be a window into a larger one. */
function exactly(bytes: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length)
  new Uint8Array(copy).set(bytes)
  return copy
}
