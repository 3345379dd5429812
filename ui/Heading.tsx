import type { ReactNode } from 'react'

export type HeadingLevel = 1 | 2 | 3 | 4

export type HeadingProps = {
  readonly level: HeadingLevel
  /** Looks like this level while keeping its place in the outline. */
  readonly looksLike?: HeadingLevel
  readonly id?: string
  readonly children: ReactNode
}

const CLASSES = {
  1: 'kern-heading-x-large',
  2: 'kern-heading-large',
  3: 'kern-heading-medium',
  4: 'kern-heading-small',
} as const

/** "E-Mail" and the like, which a narrow page would break after the single letter. */
const SHORT_PART = /((?<!\p{L})\p{L}-\p{L}+)/u

/** A text in which such words are kept whole; the text itself stays as it is, for those who search or listen. */
function wholeWords(text: string): ReactNode {
  const parts = text.split(SHORT_PART)
  if (parts.length === 1) return text
  return parts.map((part, index) =>
    SHORT_PART.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text stay in their order
      <span key={index} className="unbroken">
        {part}
      </span>
    ) : (
      part
    ),
  )
}

/** A heading. A page has one of level 1, and no level is left out on the way down. */
export function Heading({ level, looksLike, id, children }: HeadingProps) {
  const Tag = `h${level}` as const
  return (
    <Tag className={CLASSES[looksLike ?? level]} id={id}>
      {typeof children === 'string' ? wholeWords(children) : children}
    </Tag>
  )
}
