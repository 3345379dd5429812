import { localDate, localTime } from '#kernel/instant.ts'
import { formatShortDay, formatTimeRange, formatWeekday } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Losing } from './ForesightLines.tsx'
import { ServiceLines } from './SharesEffect.tsx'
import { capacityTexts, type WeekPreview } from './texts.ts'
import { WEEKDAYS } from './weekTyped.ts'

export type WeekEffectProps = {
  readonly site: string
  readonly preview: WeekPreview
  readonly busy: boolean
  readonly onSave: () => void
}

/** What other hours would do: which shifts reach beyond them, whose time would be without a place; then it can be saved. */
export function WeekEffect({ site, preview, busy, onSave }: WeekEffectProps) {
  const t = capacityTexts(useConsole().language)
  const { unplaced, replaced, shifts } = preview
  return (
    <div>
      {shifts.length > 0 && (
        <>
          <Alert kind="warning" title={t('week.shifts', { count: shifts.length })} live="polite" />
          <ShiftLines shifts={shifts} />
        </>
      )}
      {unplaced > 0 && (
        <>
          <Alert kind="warning" title={t('effect.unplaced', { count: unplaced })} live="polite" />
          <Losing site={site} foresight={preview} />
        </>
      )}
      <div role="status">
        {unplaced === 0 && <p className="kern-body">{t('effect.unplaced', { count: 0 })}</p>}
        <p className="kern-body">{t('effect.replaced', { count: replaced })}</p>
        <ServiceLines services={preview.services} />
        <p className="kern-body">{t('week.atOnce')}</p>
      </div>
      <div className="console-toolbar">
        <ActionButton variant="primary" busy={busy} onPress={onSave}>
          {t('shares.save')}
        </ActionButton>
      </div>
    </div>
  )
}

/** Shifts listed one by one; the plan shows all. */
const SHOWN = 20

function ShiftLines({ shifts }: Pick<WeekPreview, 'shifts'>) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const when = ({ weekday, day }: WeekPreview['shifts'][number]) => {
    const known = WEEKDAYS.find((one) => one === weekday)
    if (day) return formatShortDay(localDate(day), language)
    return known ? formatWeekday(known, language) : ''
  }
  return (
    <ul className="plan-services" aria-label={t('week.shifts.list')}>
      {shifts.slice(0, SHOWN).map((shift) => (
        <li key={`${shift.counter.de} ${shift.weekday} ${shift.day} ${shift.starts}`}>
          {shift.counter[language]}, {when(shift)},{' '}
          {formatTimeRange(localTime(shift.starts), localTime(shift.ends), language)}:{' '}
          {t(shift.fault === 'across_closing' ? 'week.shift.cut' : 'week.shift.nothing')}
        </li>
      ))}
      {shifts.length > SHOWN && <li>{t('fault.more', { count: shifts.length - SHOWN })}</li>}
    </ul>
  )
}
