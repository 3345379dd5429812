import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { BUTTON_CLASSES, type ButtonVariant } from '../Button.tsx'
import { classNames } from '../className.ts'

export type ActionButtonProps = {
  readonly variant?: ButtonVariant
  /** The key that does the same, shown beside the words. */
  readonly shortcut?: string
  /** The one thing to do next, as wide as its panel. */
  readonly big?: boolean
  readonly type?: 'submit' | 'button'
  readonly disabled?: boolean
  /** Under way: looks pressed, keeps the focus, does nothing. */
  readonly busy?: boolean
  readonly label?: string
  readonly autoFocus?: boolean
  readonly onPress?: () => void
  readonly children: ReactNode
}

/** A button of a screen. */
export function ActionButton(props: ActionButtonProps) {
  const { variant = 'secondary', shortcut, big, type = 'button', disabled, busy, onPress, children } = props
  return (
    <Button
      type={type}
      className={big ? 'console-next' : classNames('kern-btn', BUTTON_CLASSES[variant])}
      isDisabled={disabled ?? false}
      isPending={busy ?? false}
      {...(props.label ? { 'aria-label': props.label } : {})}
      {...(shortcut ? { 'aria-keyshortcuts': shortcut } : {})}
      {...(props.autoFocus ? { autoFocus: true } : {})}
      {...(onPress ? { onPress } : {})}
    >
      <span className="kern-label">{children}</span>
      {shortcut && <KeyCap name={shortcut} />}
    </Button>
  )
}

/** The name of a key as it is printed on it. Screen readers hear it from aria-keyshortcuts. */
export function KeyCap({ name }: { readonly name: string }) {
  return (
    <span className="console-key" aria-hidden="true">
      {name}
    </span>
  )
}
