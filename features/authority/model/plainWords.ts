/** A text as place names are compared: case, umlauts and signs between words make no difference. */
export function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()
}
