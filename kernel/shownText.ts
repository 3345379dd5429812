/** More marks upon one letter than any language has: such heaps reach over the lines above and below. */
const HEAPED = /(\p{M}{2})\p{M}+/gu
/** Characters that nobody sees and that change how others are read: direction, zero width, joiners, tags. */
const UNSEEN = /[\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu
/** Ends of lines and other control characters stand between words. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/gu

const letters = new Intl.Segmenter('de', { granularity: 'grapheme' })

/**
 * A text as a screen may show it that many people read and nobody watches: nothing unseen, nothing that turns the
 * reading direction, no heaps of marks, and cut between letters, with an ellipsis, after so many of them.
 * @example shownText('Schalter 1\u202e2', 40) // "Schalter 12"
 */
export function shownText(text: string, longest: number): string {
  // Of a very long text only the beginning can be seen: the rest is not even looked at.
  const plain = text
    .slice(0, longest * 20)
    .normalize('NFC')
    .replace(CONTROL, ' ')
    .replace(UNSEEN, '')
    .replace(HEAPED, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  const all = Array.from(letters.segment(plain), ({ segment }) => segment)
  if (all.length <= longest) return plain
  return `${all
    .slice(0, longest - 1)
    .join('')
    .trimEnd()}…`
}
