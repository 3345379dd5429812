import type { ReactNode } from 'react'

/** A text with the telephone number in it as a link that dials. */
export function telephone(text: string, phone: string): ReactNode {
  const [before = '', after] = text.split(phone)
  if (after === undefined) return text
  return (
    <span>
      {before}
      <a className="kern-link" href={`tel:${phone.replaceAll(/[^0-9+]/g, '')}`}>
        {phone}
      </a>
      {after}
    </span>
  )
}
