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

/** A heading. A page has one of level 1, and no level is left out on the way down. */
export function Heading({ level, looksLike, id, children }: HeadingProps) {
  const Tag = `h${level}` as const
  return (
    <Tag className={CLASSES[looksLike ?? level]} id={id}>
      {children}
    </Tag>
  )
}
