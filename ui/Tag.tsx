import { classNames } from './className.ts'
import { Icon } from './Icon.tsx'

export type TagKind = 'neutral' | 'info' | 'success' | 'warning' | 'danger'

const CLASSES: Readonly<Record<TagKind, string>> = {
  neutral: 'dran-tag--neutral',
  info: 'kern-badge--info',
  success: 'kern-badge--success',
  warning: 'kern-badge--warning',
  danger: 'kern-badge--danger',
}

/** A state in a word or two, e.g. "booked". Not a button. */
export function Tag({ kind = 'neutral', text }: { readonly kind?: TagKind; readonly text: string }) {
  return (
    <span className={classNames('kern-badge', CLASSES[kind])}>
      {kind !== 'neutral' && <Icon name={kind} />}
      <span className="kern-label">{text}</span>
    </span>
  )
}
