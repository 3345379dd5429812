import { useEffect } from 'react'

/** What is written on screens and not saved, each by its own key. */
export type Unsaved<Key, Written> = {
  /** What was written for a key in this window and is not saved. */
  readonly of: (key: Key) => Written | undefined
  /** Keeps what is written; undefined forgets it. */
  readonly keep: (key: Key, written: Written | undefined) => void
  readonly isAny: () => boolean
}

/** Outlives the screen: whoever looks at another room comes back to what they wrote. */
export function createUnsaved<Key, Written>(): Unsaved<Key, Written> {
  const all = new Map<Key, Written>()
  return {
    of: (key) => all.get(key),
    keep(key, written) {
      if (written === undefined) all.delete(key)
      else all.set(key, written)
    },
    isAny: () => all.size > 0,
  }
}

/** As long as something is not saved, the browser asks before this window is closed or loaded anew. */
export function useLeaveWarning({ isAny }: Pick<Unsaved<never, never>, 'isAny'>): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (isAny()) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isAny])
}
