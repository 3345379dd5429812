/** A ticket number as shown, printed and said: the prefix of its group of services and at least three digits, e.g. B047. */
export function formatTicket(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(3, '0')}`
}

/** The same in pieces that are easy to read aloud: letter, then digits one by one, e.g. "B 0 4 7". */
export function speakableTicket(ticket: string): string {
  return [...ticket].join(' ')
}
