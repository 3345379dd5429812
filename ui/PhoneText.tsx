export type PhoneTextProps = { readonly text: string; readonly phone: string }

/** A text that names a telephone number, with the number as a link that dials. */
export function PhoneText({ text, phone }: PhoneTextProps) {
  const [before = '', after] = text.split(phone)
  if (after === undefined) return text
  return (
    <span>
      {before}
      <a className="kern-link dran-nowrap" href={`tel:${phone.replaceAll(/[^0-9+]/g, '')}`}>
        {phone}
      </a>
      {after}
    </span>
  )
}
