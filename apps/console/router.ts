import { useSyncExternalStore } from 'react'
import { CONSOLE_PATH } from '#ui/console/RouteLink.tsx'

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', listener)
  }
}

/** The path within the console: "/" for the start, "/overview/altmarkt" and so on, without a slash at the end. */
export function consolePath(pathname: string): string {
  const path = pathname.startsWith(CONSOLE_PATH) ? pathname.slice(CONSOLE_PATH.length) : pathname
  return path.replace(/\/+$/, '') || '/'
}

/** Where we are; follows links and the browser's back button. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => consolePath(location.pathname))
}

/** Goes to another screen. `replace`: the back button skips where we were. */
export function navigate(path: string, options: { readonly replace?: boolean } = {}): void {
  const address = `${CONSOLE_PATH}${path}`
  if (options.replace) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
  for (const listener of [...listeners]) listener()
  if (!options.replace) scrollTo(0, 0)
}
