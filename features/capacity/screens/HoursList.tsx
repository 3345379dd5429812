import { localDate } from '#kernel/instant.ts'
import { formatDay, formatShortDay } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { capacityTexts, type PublishedPlan } from './texts.ts'
import { hoursInWords } from './typedHours.ts'

/** The dates to come that have hours of their own. */
export function HoursList({
  published,
  busy,
  onRemove,
}: {
  readonly published: PublishedPlan
  readonly busy: boolean
  readonly onRemove: (day: string) => void
}) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const days = Map.groupBy(published.specialHours, ({ day }) => day)
  if (days.size === 0) return <p className="console-empty">{t('hoursOf.none')}</p>
  return (
    <ul className="console-list">
      {[...days].map(([day, hours]) => (
        <li className="console-item" key={day}>
          <span className="console-item__main">
            <strong>{formatShortDay(localDate(day), language)}</strong>
            <span className="console-line">{hoursInWords(hours, language)}</span>
          </span>
          <ActionButton
            label={t('hoursOf.remove.named', { day: formatDay(localDate(day), language) })}
            busy={busy}
            onPress={() => onRemove(day)}
          >
            {t('hoursOf.remove')}
          </ActionButton>
        </li>
      ))}
    </ul>
  )
}
