import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

export type LinkProps = {
  readonly href: string
  readonly icon?: IconName
  /** Name of the file that the browser saves instead of opening. */
  readonly download?: string
  readonly children: ReactNode
}

/** A link in running text or a list. Its text alone must say where it leads. */
export function Link({ href, icon, download, children }: LinkProps) {
  return (
    <a className="kern-link" href={href} download={download}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  )
}
