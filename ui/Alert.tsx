import type { ReactNode } from 'react'
import { classNames } from './className.ts'
import type { HeadingLevel } from './Heading.tsx'
import { Icon } from './Icon.tsx'

export type AlertKind = 'info' | 'success' | 'warning' | 'danger'

export type AlertProps = {
  readonly kind: AlertKind
  readonly title: string
  /** Makes the title a heading of the page's outline; without it, it is a strong text. */
  readonly level?: HeadingLevel
  /** Read out when it appears: `polite` waits for a pause, `assertive` interrupts. */
  readonly live?: 'polite' | 'assertive'
  readonly id?: string
  readonly children?: ReactNode
}

const CLASSES: Readonly<Record<AlertKind, string>> = {
  info: 'kern-alert--info',
  success: 'kern-alert--success',
  warning: 'kern-alert--warning',
  danger: 'kern-alert--danger',
}

const ROLES = { polite: 'status', assertive: 'alert' } as const

/** A message in a frame. The sign and the words carry the meaning; the colour only helps. */
export function Alert({ kind, title, level, live, id, children }: AlertProps) {
  const Title = level ? (`h${level}` as const) : 'p'
  return (
    <div className={classNames('kern-alert', CLASSES[kind])} role={live && ROLES[live]} id={id}>
      <div className="kern-alert__header">
        <Icon name={kind} />
        <Title className="kern-title">{title}</Title>
      </div>
      {children && <div className="kern-alert__body">{children}</div>}
    </div>
  )
}
