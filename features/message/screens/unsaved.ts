import { useEffect } from 'react'
import type { TemplateKind, TemplateTexts } from '../model/template.ts'

/** What is written and not saved. It outlives the screen: whoever looks at another room comes back to it. */
const written = new Map<TemplateKind, TemplateTexts>()

/** What was written for a kind of mail in this window and is not saved. */
export function unsavedTexts(kind: TemplateKind): TemplateTexts | undefined {
  return written.get(kind)
}

/** Keeps what is written; undefined forgets it. */
export function keepUnsaved(kind: TemplateKind, texts: TemplateTexts | undefined): void {
  if (texts) written.set(kind, texts)
  else written.delete(kind)
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
