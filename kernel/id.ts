import type { Instant } from './instant.ts'

declare const idBrand: unique symbol

/** The id of one kind of thing, e.g. Id<'visit'>. Made by the application, never by the database. */
export type Id<Kind extends string> = string & { readonly [idBrand]: Kind }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * A new id: UUID version 7 (RFC 9562), so that rows made together lie together in an index.
 * Not a secret: whoever holds an id holds no right.
 */
export function newId<Kind extends string>(at: Instant): Id<Kind> {
  const bytes = crypto.getRandomValues(new Uint8Array(10))
  const time = at.toString(16).padStart(12, '0')
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = (8 + ((bytes[2] ?? 0) & 3)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(3, 6)}-${random.slice(6, 18)}` as Id<Kind>
}

/** Is this text written like an id (lower-case UUID)? */
export function isId(text: string): boolean {
  return UUID.test(text)
}

/** Reads an id that a database row or a validated request carries, in capitals too (RFC 9562). Throws on any other text. */
export function asId<Kind extends string>(text: string): Id<Kind> {
  const id = text.toLowerCase()
  if (!isId(id)) throw new RangeError('not an id')
  return id as Id<Kind>
}
