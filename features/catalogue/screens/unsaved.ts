import { useEffect } from 'react'
import type { EditedChecklist } from '../model/editing.ts'

/** What is written and not saved. It outlives the screen: whoever looks at another room comes back to it. */
const written = new Map<string, EditedChecklist>()

/** What was written for a service in this window and is not saved. */
export function unsavedChecklist(service: string): EditedChecklist | undefined {
  return written.get(service)
}

/** Keeps what is written; undefined forgets it. */
export function keepUnsaved(service: string, checklist: EditedChecklist | undefined): void {
  if (checklist) written.set(service, checklist)
  else written.delete(service)
}

/** As long as something is not saved, the browser asks before this window is closed or loaded anew. */
export function useLeaveWarning(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (written.size > 0) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [])
}
