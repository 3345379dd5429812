import { localDate, localTime, parseInstant } from '#kernel/instant.ts'
import type { Weekday } from '#kernel/wallTime.ts'
import { formatDay, formatDayAndTime, formatTimeRange, formatWeekday } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { capacityTexts, type HoursChange } from './texts.ts'

const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]

/** What was changed of a site's opening hours, beside the versions of its plan: they belong to the site, not to a plan. */
export function HoursHistory({
  site,
  changes,
}: {
  readonly site: string
  readonly changes: readonly HoursChange[]
}) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  if (changes.length === 0) return null
  const written = (spans: HoursChange['before']) =>
    spans.length === 0
      ? t('hoursHistory.usual')
      : spans
          .map(({ weekday, day, opens, closes }) => {
            const known = WEEKDAYS.find((one) => one === weekday)
            const when = day ? formatDay(localDate(day), language) : known && formatWeekday(known, language)
            return `${when ?? ''} ${formatTimeRange(localTime(opens), localTime(closes), language)}`
          })
          .join(', ')
  return (
    <>
      <h3 className="console-panel__title">{t('hoursHistory.title')}</h3>
      <ul className="console-list">
        {changes.map(({ change, at, by, source, before, after }) => (
          <li className="console-item" key={change}>
            <span className="console-item__main">
              <strong>{formatDayAndTime(parseInstant(at), zoneOf(directory, site), language)}</strong>
              <span className="console-line">
                {source === 'import' ? t('history.import') : (by?.name ?? t('history.nobody'))}
              </span>
              <span className="console-line">
                {t('shares.pair', { before: written(before), after: written(after) })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
