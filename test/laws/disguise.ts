/** The n-th way to write the mail and the name of the same person. */
export function disguise(person: number, n: number): { email: string; name: string } {
  const local = `schwarm${person}x`
  const dotted = [...local]
    .map((letter, nth) => (nth > 0 && (n >> (nth % 8)) & 1 ? `.${letter}` : letter))
    .join('')
  const email = `${n % 3 === 0 ? dotted.toUpperCase() : dotted}${n % 2 ? `+${n}` : ''}@mail.example`
  const names = [
    `Kim Müller${person}`,
    `MUELLER${person}, Kim`,
    `Dr. Kim Muller${person}`,
    `kim  müller${person}`,
  ]
  return { email, name: names[n % names.length] ?? '' }
}
