import type { ReactNode } from 'react'
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

/** A button of a screen. A held key presses it once. */
export function ActionButton(props: ActionButtonProps) {
  const { variant = 'secondary', shortcut, big, type = 'button', disabled, busy, onPress, children } = props
  return (
    <button
      type={type}
      className={big ? 'console-next' : classNames('kern-btn', BUTTON_CLASSES[variant])}
      disabled={disabled}
      // A disabled button would lose the focus, and a form would still be sent by Enter.
      aria-disabled={busy ? true : undefined}
      aria-label={shortcut ? undefined : props.label}
      aria-keyshortcuts={shortcut === 'Esc' ? 'Escape' : shortcut}
      // biome-ignore lint/a11y/noAutofocus: only in what the reader has just opened
      autoFocus={props.autoFocus}
      onKeyDown={(event) => event.repeat && event.preventDefault()}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else onPress?.()
      }}
    >
      <span className="kern-label">
        {shortcut && props.label ? <Named label={props.label}>{children}</Named> : children}
      </span>
      {shortcut && <KeyCap name={shortcut} />}
    </button>
  )
}

/** The key stands among the words that are seen: a name beside them would leave it out, which is a fault (WCAG 2.5.3). */
function Named({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <span className="kern-sr-only">{label}</span>
      <span aria-hidden="true">{children}</span>
    </>
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
