import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { hoursLines } from './hoursLines.ts'
import { capacityTexts, type HoursChange } from './texts.ts'

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
              {hoursLines({ before, after }, language).map(({ key, text }) => (
                <span className="console-line" key={key}>
                  {text}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
