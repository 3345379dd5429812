/** Longest address that SMTP carries (RFC 5321, 4.5.3.1.3, without its brackets). */
export const EMAIL_LIMIT = 254
const LOCAL_PART_LIMIT = 64

const EMAIL =
  /^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+){0,10}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}$/

/**
 * Reads one plain address (local part of at most 64 characters; no quotes, comments, lists or line breaks), the
 * domain in lower case; undefined for anything else. Narrower than RFC 5321 on purpose: what it lets through means
 * the same to every program on the way.
 */
export function readEmail(text: string): string | undefined {
  const address = text.trim()
  const separator = address.lastIndexOf('@')
  if (address.length > EMAIL_LIMIT || separator > LOCAL_PART_LIMIT || !EMAIL.test(address)) return undefined
  return address.slice(0, separator) + address.slice(separator).toLowerCase()
}

/** The domain of an address that `readEmail` has read. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

/** A text that fits into one header or one line: without line breaks and without characters that hide or reorder. */
export function oneLine(text: string): string {
  return plainSpaces(heldLine(text)).replaceAll(/ +/g, ' ').trim()
}

/** The same, but what must not be parted by the end of a line (a time and its word, postcode and town) stays together. */
export function heldLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/[^\S\u00a0]+/g, ' ')
    .trim()
}

/**
 * With plain spaces alone. In a part of plain text a no-break space helps nobody: programs break such lines where they
 * like, show it as a sign of its own, or copy it into a search that then finds nothing.
 */
export function plainSpaces(text: string): string {
  return text.replaceAll(/[\u00a0\u202f\u2007]/g, ' ')
}
