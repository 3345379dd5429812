import type { ReactNode } from 'react'

export type ListProps = {
  readonly kind?: 'bullet' | 'number' | 'plain'
  readonly items: readonly ReactNode[]
}

const CLASSES = {
  bullet: 'kern-list kern-list--bullet',
  number: 'kern-list kern-list--number',
  plain: 'kern-list dran-list-plain',
} as const

/** A list of short texts or links. Numbers only where the order matters. */
export function List({ kind = 'bullet', items }: ListProps) {
  const Tag = kind === 'number' ? 'ol' : 'ul'
  return (
    <Tag className={CLASSES[kind]}>
      {items.map((item, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once on the server or from constant texts
        <li key={position}>{item}</li>
      ))}
    </Tag>
  )
}
