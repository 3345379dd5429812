import { useEffect, useRef } from 'react'
import type { Output } from '#platform/http/contract.ts'
import { kilometres } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import type { searchTimesRoute } from '../contract.ts'
import { bookingTexts } from './texts.ts'

export type SiteHeadProps = {
  readonly site: string
  readonly found: Output<typeof searchTimesRoute>
  /** It was chosen from the overview, which is gone: the focus is here until its times are. */
  readonly focus: boolean
  readonly onBack: () => void
}

/** The site whose times are shown, and the way back to all of them. */
export function SiteHead({ site, found, focus, onBack }: SiteHeadProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const head = useRef<HTMLHeadingElement>(null)
  const taken = useRef(focus)
  useEffect(() => {
    if (taken.current) head.current?.focus()
  }, [])
  const km = found.sites.find((one) => one.site === site)?.km ?? null
  return (
    <div className="console-toolbar console-sites__one">
      <h3 className="console-panel__title" ref={head} tabIndex={-1}>
        {siteName(directory, site)}
        {km !== null && ` · ${t('sites.away', { km: kilometres(km, language) })}`}
      </h3>
      <ActionButton shortcut="Esc" onPress={onBack}>
        {t('times.allSites')}
      </ActionButton>
    </div>
  )
}
