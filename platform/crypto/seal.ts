import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Length of every key here, in bytes. */
export const KEY_BYTES = 32

const NONCE_BYTES = 12
const TAG_BYTES = 16
const LENGTH_BYTES = 4

/** A wrapped key: nonce, the key under AES-256-GCM, tag. */
export const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES

/** The longest piece that is sealed at once, in bytes. */
export const PIECE_BYTES = 256 * 1024

/** What a sealed piece has more than what is in it, in bytes. */
export const PIECE_OVERHEAD = LENGTH_BYTES + NONCE_BYTES + TAG_BYTES

/** A new random key. */
export function newKey(): Buffer {
  return randomBytes(KEY_BYTES)
}

/** Wraps a key by another one (AES-256-GCM). `context` names what it is for: under another one it does not open. */
export function wrapKey(wrapping: Buffer, key: Buffer, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', wrapping, nonce).setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
}

/** Opens a wrapped key. Throws if the wrapping key, the context or a bit of it is another one. */
export function unwrapKey(wrapping: Buffer, wrapped: Buffer, context: string): Buffer {
  if (wrapped.length !== WRAPPED_BYTES) throw new RangeError('not a wrapped key')
  const decipher = createDecipheriv('aes-256-gcm', wrapping, wrapped.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(context))
    .setAuthTag(wrapped.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
}

/** Where a piece stands in its file. */
export type PiecePlace = {
  /** The first byte of the piece in the whole, from 0. */
  readonly offset: number
  /** Is it the last one? A file without its end does not open. */
  readonly isLast: boolean
}

const placed = (context: string, { offset, isLast }: PiecePlace) =>
  Buffer.from(`${context}|${offset}|${isLast ? 'last' : 'more'}`)

/**
 * Seals one piece: its length, a nonce of its own, the piece under AES-256-GCM, and its tag. The context and its place
 * are bound to it, so that pieces can neither be exchanged, moved, left out nor taken for those of another file.
 */
export function sealPiece(key: Buffer, context: string, place: PiecePlace, piece: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(placed(context, place))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(piece.length)
  return Buffer.concat([length, nonce, cipher.update(piece), cipher.final(), cipher.getAuthTag()])
}

/** Seals bytes whole, piece by piece. `from` is the place of the first byte, for a file that comes in parts. */
export function seal(
  key: Buffer,
  context: string,
  bytes: Buffer,
  { from = 0, isLast = true }: { readonly from?: number; readonly isLast?: boolean } = {},
): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length || (at === 0 && isLast); at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES)
    const ends = at + piece.length >= bytes.length
    pieces.push(sealPiece(key, context, { offset: from + at, isLast: isLast && ends }, piece))
  }
  return Buffer.concat(pieces)
}

/** Opens what `seal` has made. Throws if anything of it is not as it was. */
export function unseal(key: Buffer, context: string, sealed: Buffer): Buffer {
  const pieces: Buffer[] = []
  let offset = 0
  for (let at = 0; at < sealed.length; ) {
    const length = sealed.length - at >= PIECE_OVERHEAD ? sealed.readUInt32BE(at) : PIECE_BYTES + 1
    const end = at + PIECE_OVERHEAD + length
    if (length > PIECE_BYTES || end > sealed.length) throw new RangeError('a sealed file was cut')
    const nonce = sealed.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + NONCE_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
      .setAAD(placed(context, { offset, isLast: end === sealed.length }))
      .setAuthTag(sealed.subarray(end - TAG_BYTES, end))
    const inside = sealed.subarray(at + LENGTH_BYTES + NONCE_BYTES, end - TAG_BYTES)
    pieces.push(decipher.update(inside), decipher.final())
    offset += length
    at = end
  }
  if (sealed.length === 0) throw new RangeError('a sealed file was cut')
  return Buffer.concat(pieces)
}
