/** A contact as somebody types it. */
export type Disguise = { readonly email: string; readonly name: string; readonly phone?: string }

/**
 * The n-th way to write the contact of the same person. Of three people who follow one another the first gives an
 * address alone, the second has ever another mailbox and is known by the number alone, and the third by both.
 */
export function disguise(person: number, n: number): Disguise {
  const name = nameOf(person, n)
  if (person % 3 === 0) return { name, email: addressOf(person, n) }
  const phone = numberOf(person, n)
  if (person % 3 === 1) return { name, phone, email: `schwarm${person}x${n}y@mail.example` }
  return { name, phone, email: addressOf(person, n) }
}

function nameOf(person: number, n: number): string {
  const names = [
    `Kim Müller${person}`,
    `MUELLER${person}, Kim`,
    `Dr. Kim Muller${person}`,
    `kim  müller${person}`,
  ]
  return names[n % names.length] ?? ''
}

function addressOf(person: number, n: number): string {
  const dotted = [...`schwarm${person}x`]
    .map((letter, nth) => (nth > 0 && (n >> (nth % 8)) & 1 ? `.${letter}` : letter))
    .join('')
  return `${n % 3 === 0 ? dotted.toUpperCase() : dotted}${n % 2 ? `+${n}` : ''}@mail.example`
}

/** What stands before the network of a mobile number; with the last two people leave out the zero or the plus. */
const HEADS = ['0', '+49 ', '0049 ', '+49 (0)', '0049(0)', '+49 0', '00 49 ', '49', '']
const BETWEEN = ['', ' ', '/', '-', '.', ' / ', '\u00a0']

function numberOf(person: number, n: number): string {
  const parts = `5550${1_000 + person}`.match(n % 2 ? /.{1,2}/g : /.{1,4}/g) ?? []
  const between = BETWEEN[n % BETWEEN.length] ?? ''
  const head = HEADS[n % HEADS.length] ?? ''
  const network = head === '0' && n % 4 === 0 ? '(0176)' : `${head}176`
  return [network, ...parts].join(between)
}
