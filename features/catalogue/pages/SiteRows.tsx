import type { ReactNode } from 'react'
import type { Site } from '#features/authority/model.ts'
import type { Language } from '#kernel/language.ts'
import { Link } from '#ui/Link.tsx'
import { RowList } from '#ui/RowList.tsx'
import { type Calendar, OpenTag, todayInWords } from './opening.tsx'

export type SiteRowsProps = {
  readonly language: Language
  readonly sites: readonly Site[]
  readonly calendar: Calendar
  readonly keep: (path: string) => string
  /** A line of its own for each site, e.g. how a service is offered there. */
  readonly line?: (site: Site) => ReactNode
}

/** Sites with address and today's hours, each a way to its page. */
export function SiteRows({ language, sites, calendar, keep, line }: SiteRowsProps) {
  return (
    <RowList
      rows={sites.map((site) => ({
        key: site.key,
        title: <Link href={keep(`/sites/${site.key}`)}>{site.texts.name[language]}</Link>,
        detail: (
          <>
            {line && <div>{line(site)}</div>}
            <div>
              {site.street}, {site.postcode} {site.town}
            </div>
            <div>{todayInWords(site, calendar, language)}</div>
          </>
        ),
        aside: <OpenTag site={site} calendar={calendar} language={language} />,
      }))}
    />
  )
}
