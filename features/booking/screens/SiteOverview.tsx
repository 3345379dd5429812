import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { localDate } from '#kernel/instant.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatShortDay, kilometres } from '#platform/time/format.ts'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import type { searchTimesRoute } from '../contract.ts'
import { notOffering, type SiteRow, siteRows } from './siteRows.ts'
import { bookingTexts } from './texts.ts'
import { clockWords, type FoundTime, timeKey } from './timeGroups.ts'

export type SiteOverviewProps = {
  readonly found: Output<typeof searchTimesRoute>
  readonly matters: readonly Pick<ChosenMatter, 'service'>[]
  readonly chosen: FoundTime | undefined
  /** Takes the first free time of a site. */
  readonly onChoose: (time: FoundTime) => void
  /** Shows the days and times of a site. */
  readonly onSite: (site: string) => void
  /** The site whose row takes the focus: that from which somebody comes back, the first (null), or none. */
  readonly focus: string | null | undefined
  readonly onFocused: (row: HTMLElement | null) => void
}

/** One row for each site with its first free time, in the order in which citizens read them. */
export function SiteOverview({ found, matters, focus, onFocused, ...row }: SiteOverviewProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const rows = siteRows(found.sites, directory)
  const missing = notOffering(
    directory,
    matters.map(({ service }) => service),
  )
  const focused = rows.find(({ site }) => site === focus) ?? rows[0]
  return (
    <section className="console-sites" aria-labelledby="site-overview">
      <h3 className="console-panel__title" id="site-overview">
        {t('sites.title')}
      </h3>
      <p className="kern-hint">{t('sites.hint')}</p>
      <div className="console-sites__list">
        <Table aria-labelledby="site-overview" onRowAction={(key) => row.onSite(String(key))}>
          <TableHeader>
            <Column isRowHeader>
              <span className="kern-sr-only">{t('sites.first')}</span>
            </Column>
            <Column isRowHeader>
              <span className="kern-sr-only">{t('times.site')}</span>
            </Column>
          </TableHeader>
          <TableBody>
            {rows.map((one) => (
              <SiteLine
                key={one.site}
                {...row}
                row={one}
                until={formatShortDay(localDate(found.window.horizon), language)}
                onFocused={focus !== undefined && one === focused ? onFocused : undefined}
              />
            ))}
          </TableBody>
        </Table>
      </div>
      {missing.length > 0 && (
        <details>
          <summary>{t('sites.notOffered', { count: missing.length })}</summary>
          <p className="kern-body">{missing.join(', ')}</p>
        </details>
      )}
    </section>
  )
}

type SiteLineProps = Pick<SiteOverviewProps, 'chosen' | 'onChoose'> & {
  readonly row: SiteRow
  /** Up to which day nothing is free, where nothing is. */
  readonly until: string
  readonly onFocused: SiteOverviewProps['onFocused'] | undefined
}

/** A site: the row leads to its times, the button takes the first of them. */
function SiteLine({ row: { site, name, km, time }, chosen, onChoose, until, onFocused }: SiteLineProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  return (
    <Row id={site} className="console-sites__site" {...(onFocused ? { ref: onFocused } : {})}>
      <Cell className="console-sites__when">
        {time ? (
          <Button
            className="kern-btn kern-btn--secondary console-sites__first"
            aria-pressed={chosen !== undefined && timeKey(chosen) === timeKey(time)}
            onPress={() => onChoose(time)}
          >
            <span className="kern-label">
              {formatShortDay(localDate(time.day), language)}, {clockWords(time, directory, t)}
            </span>
          </Button>
        ) : (
          t('sites.full', { day: until })
        )}
      </Cell>
      <Cell>
        <span className="console-sites__name">{name}</span>
        {km !== null && (
          <span className="console-sites__away"> · {t('sites.away', { km: kilometres(km, language) })}</span>
        )}
      </Cell>
    </Row>
  )
}
