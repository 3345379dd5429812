import type { ReactNode } from 'react'
import { BUTTON_CLASSES, type ButtonVariant } from './Button.tsx'
import { classNames } from './className.ts'
import { Icon, type IconName } from './Icon.tsx'

export type LinkButtonProps = {
  readonly href: string
  readonly variant?: ButtonVariant
  readonly icon?: IconName
  readonly block?: boolean
  /** What a script of the page does at a press instead of following the link. */
  readonly action?: string
  readonly children: ReactNode
}

/** A link that starts or goes on with a task and therefore looks like a button. */
export function LinkButton({ href, variant = 'primary', icon, block, action, children }: LinkButtonProps) {
  return (
    <a
      className={classNames('kern-btn', BUTTON_CLASSES[variant], block && 'kern-btn--block')}
      href={href}
      draggable={false}
      data-action={action}
    >
      {icon && <Icon name={icon} />}
      <span className="kern-label">{children}</span>
    </a>
  )
}
