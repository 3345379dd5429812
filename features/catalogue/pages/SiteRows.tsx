import type { ReactNode } from 'react'
import { moveInWords, stopInWords } from '#features/authority/actions.ts'
import { addressOn, type DatedAddress, movesAfter } from '#features/authority/model/relocation.ts'
import { addressLine, type Site } from '#features/authority/model.ts'
import type { Language } from '#kernel/language.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { formatTimeRange } from '#platform/time/format.ts'
import { Link } from '#ui/Link.tsx'
import { RowList } from '#ui/RowList.tsx'
import { uiTexts } from '#ui/texts.ts'
import { type Calendar, OpenTag, todayInWords } from './opening.tsx'
import { comingStops } from './StopRows.tsx'
import { texts } from './texts.ts'

export type SiteRowsProps = {
  readonly language: Language
  readonly sites: readonly Site[]
  readonly calendar: Calendar
  readonly keep: (path: string) => string
  /** A line of its own for each site, e.g. how a service is offered there. */
  readonly line?: (site: Site) => ReactNode
}

/** The languages beside German, and what else people look for in a site, in one line. */
function SiteComforts({ site, language }: { readonly site: Site; readonly language: Language }) {
  const t = texts(language)
  const words = [
    ...site.languages.filter((one) => one !== 'de').map((one) => uiTexts(language)(`spoken.${one}`)),
    ...(site.stepFree ? [t('sites.stepFree')] : []),
    ...(site.familyFriendly ? [t('sites.family')] : []),
    ...(site.selfService ? [t('sites.selfService')] : []),
  ]
  return words.length === 0 ? null : <div>{words.join(' · ')}</div>
}

function moved(move: DatedAddress, language: Language): string {
  if (move.firstDay === null) return ''
  return texts(language)('sites.moves', { move: moveInWords(move, move.firstDay, language) })
}

/** So many stops of a place stand in a list. */
const STOPS_SHOWN = 4

/** When the mobile team is there: "am 3. Dezember in Volksdorf, 09:00 bis 13:00 Uhr". */
function stopsInWords(site: Site, calendar: Calendar, language: Language): string {
  const t = texts(language)
  return comingStops([site], calendar)
    .slice(0, STOPS_SHOWN)
    .map(({ stop: { day, opens, closes } }) =>
      t('stops.line', {
        stop: stopInWords(addressOn(site.addresses, day), day, language),
        hours: formatTimeRange(opens, closes, language),
      }),
    )
    .join(' · ')
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
            <div>{addressLine(site)}</div>
            {movesAfter(site.addresses, dayOf(calendar.now, site.timeZone)).map((move) => (
              <div key={move.firstDay}>{moved(move, language)}</div>
            ))}
            <SiteComforts site={site} language={language} />
            <div>
              {site.kind === 'mobile'
                ? stopsInWords(site, calendar, language)
                : todayInWords(site, calendar, language)}
            </div>
          </>
        ),
        aside: site.kind !== 'mobile' && <OpenTag site={site} calendar={calendar} language={language} />,
      }))}
    />
  )
}
