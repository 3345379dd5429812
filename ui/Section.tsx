import type { ReactNode } from 'react'
import { Heading, type HeadingLevel } from './Heading.tsx'

export type SectionProps = {
  readonly title: string
  readonly level?: HeadingLevel
  readonly id?: string
  readonly children: ReactNode
}

/** A part of a page with its heading and the right distance to the next. */
export function Section({ title, level = 2, id, children }: SectionProps) {
  return (
    <section className="dran-section">
      <Heading level={level} {...(id ? { id } : {})}>
        {title}
      </Heading>
      {children}
    </section>
  )
}
