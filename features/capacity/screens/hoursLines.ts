import { localDate } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { formatDay, formatWeekday } from '#platform/time/format.ts'
import { capacityTexts, type HoursChange } from './texts.ts'
import { hoursInWords } from './typedHours.ts'
import { WEEKDAYS } from './weekTyped.ts'

/** What a change of hours did, a line for each weekday and each date: what held before, and what holds since. */
export function hoursLines(
  { before, after }: Pick<HoursChange, 'before' | 'after'>,
  language: StaffLanguage,
): readonly { readonly key: string; readonly text: string }[] {
  const t = capacityTexts(language)
  const line = (
    key: string,
    name: string,
    none: string,
    isThen: (span: HoursChange['before'][number]) => boolean,
  ) => {
    const words = (spans: HoursChange['before']) => {
      const own = spans.filter(isThen)
      return own.length === 0 ? none : hoursInWords(own, language)
    }
    return { key, text: `${name}: ${t('shares.pair', { before: words(before), after: words(after) })}` }
  }
  const all = [...before, ...after]
  const days = [...new Set(all.flatMap(({ day }) => day ?? []))].sort()
  return [
    ...WEEKDAYS.filter((weekday) => all.some((span) => span.weekday === weekday)).map((weekday) =>
      line(
        String(weekday),
        formatWeekday(weekday, language),
        t('week.closed'),
        (span) => span.weekday === weekday,
      ),
    ),
    ...days.map((day) =>
      line(day, formatDay(localDate(day), language), t('hoursHistory.usual'), (span) => span.day === day),
    ),
  ]
}
