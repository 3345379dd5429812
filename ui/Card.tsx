import type { ReactNode } from 'react'
import { classNames } from './className.ts'
import type { HeadingLevel } from './Heading.tsx'

export type CardProps = {
  readonly title: string
  readonly level: HeadingLevel
  /** Makes the whole card a way to this address; the title is the link. */
  readonly href?: string
  readonly preline?: string
  readonly children?: ReactNode
  readonly footer?: ReactNode
}

/** One thing among others of its kind, e.g. a service or a site. */
export function Card({ title, level, href, preline, children, footer }: CardProps) {
  const Title = `h${level}` as const
  return (
    <article className={classNames('kern-card', href && 'kern-card--interactive')}>
      <div className="kern-card__container">
        <header className="kern-card__header">
          {preline && <p className="kern-preline">{preline}</p>}
          <Title className="kern-title">
            {href ? (
              <a className="kern-link kern-link--stretched" href={href}>
                {title}
              </a>
            ) : (
              title
            )}
          </Title>
        </header>
        {children && <div className="kern-card__body">{children}</div>}
        {footer && <div className="kern-card__footer">{footer}</div>}
      </div>
    </article>
  )
}
