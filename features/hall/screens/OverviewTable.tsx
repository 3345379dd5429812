import { useState } from 'react'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { parseInstant } from '#kernel/instant.ts'
import { formatTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Tag } from '#ui/Tag.tsx'
import { WAIT_TARGETS } from '../model/waitTargets.ts'
import {
  type Direction,
  OVERVIEW_COLUMNS,
  type OverviewColumn,
  type SiteNow,
  sortSites,
  waitsOf,
} from './overviewRows.ts'
import { type HallText, hallTexts } from './texts.ts'

/** One row per site, sorted as one likes. */
export function OverviewTable({ sites }: { readonly sites: readonly SiteNow[] }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const [sort, setSort] = useState<{ column: OverviewColumn; direction: Direction }>({
    column: 'waiting',
    direction: 'descending',
  })
  const rows = sortSites(sites, sort.column, sort.direction, (site) => site.name[language])
  return (
    <div className="console-table console-panel">
      <Table
        aria-label={t('overview.table')}
        sortDescriptor={sort}
        onSortChange={({ column, direction }) =>
          setSort({ column: OVERVIEW_COLUMNS.find((one) => one === column) ?? 'site', direction })
        }
      >
        <TableHeader>
          {OVERVIEW_COLUMNS.map((column) => (
            <Column key={column} id={column} isRowHeader={column === 'site'} allowsSorting>
              {({ sortDirection }) => (
                <>
                  {t(`overview.${column}`)}
                  <span aria-hidden="true" className="console-table__sort">
                    {sortDirection === 'ascending' ? '▲' : sortDirection === 'descending' ? '▼' : ''}
                  </span>
                </>
              )}
            </Column>
          ))}
        </TableHeader>
        <TableBody>
          {rows.map((site) => (
            <Row key={site.site} id={site.site}>
              {OVERVIEW_COLUMNS.map((column) => (
                <Cell key={column}>
                  <Figure site={site} column={column} t={t} />
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}

/** When a site is done today, and who will be called late until then. */
function End({ site: { site, end, late }, t }: Omit<FigureProps, 'column'>) {
  const { language, directory } = useConsole()
  if (end === null) return '–'
  const clock = (moment: string) => formatTime(parseInstant(moment), zoneOf(directory, site), language)
  return (
    <>
      {clock(end.probably)}
      {late !== null && late > 0 && (
        <>
          {' '}
          <Tag kind="warning" text={t('overview.late', { count: late })} />
        </>
      )}
    </>
  )
}

type FigureProps = { readonly site: SiteNow; readonly column: OverviewColumn; readonly t: HallText }

function Figure({ site, column, t }: FigureProps) {
  const { language } = useConsole()
  if (column === 'site') {
    return (
      <RouteLink to={`/overview/${site.site}`} className="kern-link kern-link--no-visited-state">
        {site.name[language]}
      </RouteLink>
    )
  }
  if (column === 'open') {
    return <Tag kind={site.open ? 'success' : 'neutral'} text={t(site.open ? 'site.open' : 'site.closed')} />
  }
  if (column === 'longest') {
    return site.longestWaitMinutes === null ? '–' : t('overview.minutes', { count: site.longestWaitMinutes })
  }
  if (column === 'booked' || column === 'walkIns') {
    const { minutes, over15Percent } = waitsOf([site[column]], WAIT_TARGETS[column])
    if (minutes === null || over15Percent === null) return '–'
    return (
      <span className="console-table__words">{t('overview.waits', { minutes, percent: over15Percent })}</span>
    )
  }
  if (column === 'end') return <End site={site} t={t} />
  if (column === 'counters') return t('overview.of', { part: site.openCounters, whole: site.counters })
  return site[column]
}
