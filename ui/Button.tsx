import type { ReactNode } from 'react'
import { classNames } from './className.ts'
import { Icon, type IconName } from './Icon.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'tertiary'

export const BUTTON_CLASSES: Readonly<Record<ButtonVariant, string>> = {
  primary: 'kern-btn--primary',
  secondary: 'kern-btn--secondary',
  tertiary: 'kern-btn--tertiary',
}

export type ButtonProps = {
  /** One primary button per page. */
  readonly variant?: ButtonVariant
  readonly type?: 'submit' | 'button'
  readonly name?: string
  readonly value?: string
  /** Sends the form to another address than its own. */
  readonly formAction?: string
  readonly icon?: IconName
  /** As wide as its column. */
  readonly block?: boolean
  readonly disabled?: boolean
  readonly id?: string
  /** What a script of the page does at a press; without script such a button is hidden. */
  readonly action?: string
  readonly children: ReactNode
}

/** A button that does something; what leads somewhere is a LinkButton or Link. */
export function Button({
  variant = 'primary',
  type = 'submit',
  block,
  icon,
  action,
  children,
  ...attributes
}: ButtonProps) {
  return (
    <button
      type={type}
      className={classNames('kern-btn', BUTTON_CLASSES[variant], block && 'kern-btn--block')}
      data-action={action}
      {...attributes}
    >
      {icon && <Icon name={icon} />}
      <span className="kern-label">{children}</span>
    </button>
  )
}
