import { classNames } from './className.ts'

/** Signs of the KERN set that citizen pages use; each one costs bytes in the style sheet. */
export type IconName =
  | 'info'
  | 'success'
  | 'warning'
  | 'danger'
  | 'search'
  | 'easy-language'
  | 'brightness-medium'
  | 'calendar-today'
  | 'arrow-back'
  | 'arrow-forward'
  | 'check'
  | 'download'
  | 'mail'
  | 'home'

// Written out so that the style sheet's pruner finds the class names.
const CLASSES: Readonly<Record<IconName, string>> = {
  info: 'kern-icon--info',
  success: 'kern-icon--success',
  warning: 'kern-icon--warning',
  danger: 'kern-icon--danger',
  search: 'kern-icon--search',
  'easy-language': 'kern-icon--easy-language',
  'brightness-medium': 'kern-icon--brightness-medium',
  'calendar-today': 'kern-icon--calendar-today',
  'arrow-back': 'kern-icon--arrow-back',
  'arrow-forward': 'kern-icon--arrow-forward',
  check: 'kern-icon--check',
  download: 'kern-icon--download',
  mail: 'kern-icon--mail',
  home: 'kern-icon--home',
}

/** A sign beside a text. It says nothing to a screen reader: the text beside it must say it all. */
export function Icon({ name, large }: { readonly name: IconName; readonly large?: boolean }) {
  return (
    <span
      className={classNames('kern-icon', CLASSES[name], large && 'kern-icon--large')}
      aria-hidden="true"
    />
  )
}
