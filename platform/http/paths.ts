/**
 * Is this a path on this server, and nothing that a browser would take for another site? Redirects and links back
 * accept nothing else (no open redirect).
 * @example ownPath('/v/abc?lang=en') // '/v/abc?lang=en'
 * @example ownPath('//evil.example') // undefined
 */
export function ownPath(text: string | null | undefined): string | undefined {
  if (!text || text.length > 2_000 || !text.startsWith('/')) return undefined
  if (hasControlCharacter(text) || text.includes('\\')) return undefined
  const base = 'http://own.invalid'
  if (!URL.canParse(text, base)) return undefined
  const url = new URL(text, base)
  // Dot segments may leave a path that begins with two slashes ("/.//evil.example"): a host to the browser.
  if (url.origin !== base || url.pathname.startsWith('//')) return undefined
  return url.pathname + url.search + url.hash
}

function hasControlCharacter(text: string): boolean {
  return Array.from(text).some(
    (character) => (character.codePointAt(0) ?? 0) < 0x20 || character === '\u007f',
  )
}
