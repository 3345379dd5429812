import { localDate } from '#kernel/instant.ts'
import { formatDay } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import type { WrittenHours } from '../contract.ts'
import type { Outcome } from './PublishDialog.tsx'
import { capacityTexts } from './texts.ts'
import { hoursInWords } from './typedHours.ts'

/** What other hours on one date would do to bookings. */
export function HoursForesight({
  wish,
  outcome,
}: {
  readonly wish: WrittenHours
  readonly outcome: Outcome
}) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  return (
    <>
      <p className="kern-body">
        <strong>{formatDay(localDate(wish.day), language)}</strong>:{' '}
        {wish.hours.length === 0 ? t('hoursOf.weekly') : hoursInWords(wish.hours, language)}
      </p>
      <p className="kern-body">{t('effect.replaced', { count: outcome.replaced })}</p>
      <p className="kern-body">{t('effect.unplaced', { count: outcome.unplaced })}</p>
      {wish.hours.length > 0 && <p className="kern-body">{t('hoursOf.shifts')}</p>}
    </>
  )
}
