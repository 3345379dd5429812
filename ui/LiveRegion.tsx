import type { ReactNode } from 'react'
import type { Language } from '#kernel/language.ts'
import { uiTexts } from './texts.ts'

export type LiveRegionProps = {
  readonly language: Language
  /** Address of the server-sent events. Each event is a JSON object; its text fields replace the parts. */
  readonly url: string
  /** The page is loaded anew after so many seconds, for what changes by time alone. */
  readonly reloadAfterSeconds?: number | undefined
  readonly children: ReactNode
}

/**
 * A part of a page that changes by itself. Elements inside carry `data-live-part="name"` (LivePart, BigNumber);
 * an event `{"name": "text"}` replaces their text, and what changed is read out politely. An event field named
 * `reload` with the value true loads the page anew, for changes that are more than words. Without script
 * the Page's `refreshSeconds` does the same, slower. The text for a lost connection stands by, hidden.
 */
export function LiveRegion({ language, url, reloadAfterSeconds, children }: LiveRegionProps) {
  return (
    <div className="dran-live" data-live={url} data-live-seconds={reloadAfterSeconds}>
      {children}
      <p className="kern-body dran-live__offline" data-live-offline="" role="status" hidden>
        {uiTexts(language)('live.offline')}
      </p>
      <p className="kern-sr-only" data-live-announce="" aria-live="polite" />
    </div>
  )
}
