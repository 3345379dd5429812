/** The kinds of files that are taken. Everything else is refused, whatever its name says. */
export const FILE_KINDS = ['pdf', 'jpeg', 'png', 'heic'] as const
export type FileKind = (typeof FILE_KINDS)[number]

/** Is this text the name of a kind? */
export function isFileKind(text: string): text is FileKind {
  return FILE_KINDS.some((kind) => kind === text)
}

/** What an upload field offers to choose from. */
export const ACCEPTED =
  '.pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic,image/heif'

const EXTENSIONS: Readonly<Record<string, FileKind>> = {
  pdf: 'pdf',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  jpe: 'jpeg',
  png: 'png',
  heic: 'heic',
  heif: 'heic',
}

/** The kind that a file's name says; undefined for a name that ends otherwise, or in nothing. */
export function kindByName(name: string): FileKind | undefined {
  const dot = name.lastIndexOf('.')
  return dot < 0
    ? undefined
    : EXTENSIONS[
        name
          .slice(dot + 1)
          .trim()
          .toLowerCase()
      ]
}

/** So many bytes of its beginning are enough to tell what a file is. */
export const SNIFFED_BYTES = 32

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Brands of ISO 14496-12 files that hold still pictures coded with HEVC (ISO 23008-12). */
const HEIC_BRANDS: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'msf1'])

/**
 * The kind of a file by its first bytes, against a short list: only what begins exactly so is one. A PDF must begin at
 * the first byte, though readers forgive some before it: what is two things at once is none.
 */
export function kindByContent(beginning: Buffer): FileKind | undefined {
  if (beginning.subarray(0, 5).equals(Buffer.from('%PDF-'))) return 'pdf'
  if (beginning[0] === 0xff && beginning[1] === 0xd8 && beginning[2] === 0xff) return 'jpeg'
  if (beginning.subarray(0, PNG.length).equals(PNG)) return 'png'
  const isBox = beginning.toString('latin1', 4, 8) === 'ftyp'
  return isBox && HEIC_BRANDS.has(beginning.toString('latin1', 8, 12)) ? 'heic' : undefined
}
