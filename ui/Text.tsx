import type { ReactNode } from 'react'
import { classNames } from './className.ts'

export type TextProps = {
  readonly size?: 'small' | 'default' | 'large'
  readonly muted?: boolean
  readonly bold?: boolean
  readonly id?: string
  readonly children: ReactNode
}

/** A paragraph. `large` is for the one sentence below a page title. */
export function Text({ size = 'default', muted, bold, id, children }: TextProps) {
  const name = classNames(
    'kern-body',
    size === 'small' && 'kern-body--small',
    size === 'large' && 'kern-body--large',
    bold && 'kern-body--bold',
    muted && 'kern-body--muted',
  )
  return (
    <p className={name} id={id}>
      {children}
    </p>
  )
}
