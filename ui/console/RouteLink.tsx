import type { MouseEvent, ReactNode } from 'react'
import { useConsole } from './context.ts'

/** Where the console lives on the server. */
export const CONSOLE_PATH = '/console'

export type RouteLinkProps = {
  /** Path within the console, e.g. "/overview". */
  readonly to: string
  readonly className?: string
  /** The screen that is shown; `true` as a word: it lies below this. */
  readonly current?: boolean | 'true'
  readonly children: ReactNode
}

/** A link to another screen. A real one: it can be opened in a new tab. */
export function RouteLink({ to, className = 'kern-link', current, children }: RouteLinkProps) {
  const { navigate } = useConsole()
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(to)
  }
  return (
    <a
      href={`${CONSOLE_PATH}${to}`}
      className={className}
      aria-current={current === true ? 'page' : current || undefined}
      onClick={follow}
    >
      {children}
    </a>
  )
}
