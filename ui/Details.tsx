import type { ReactNode } from 'react'

/** More for those who want it. Works without script. Nothing that everybody needs belongs in here. */
export function Details({
  title,
  open,
  children,
}: {
  readonly title: string
  readonly open?: boolean
  readonly children: ReactNode
}) {
  return (
    <details className="kern-accordion" open={open}>
      <summary className="kern-accordion__header">
        <span className="kern-title">{title}</span>
      </summary>
      <div className="kern-accordion__body">{children}</div>
    </details>
  )
}
