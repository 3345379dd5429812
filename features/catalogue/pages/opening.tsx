import {
  type Closure,
  closesAt,
  closureAt,
  closureOn,
  closuresOn,
  isOpenAt,
  nextOpening,
  openSpans,
  type Site,
  type Span,
} from '#features/authority/model.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { dayOf, timeOf } from '#kernel/wallTime.ts'
import { formatDayAndTime, formatShortDay, formatTime, formatTimeRange } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { Tag } from '#ui/Tag.tsx'
import { Text } from '#ui/Text.tsx'
import { texts } from './texts.ts'

/** What the pages need to say when a site is open. */
export type Calendar = { readonly now: Instant; readonly closures: readonly Closure[] }

/** Times of a day in words, e.g. "08:00 bis 12:30 Uhr und 13:30 bis 16:00 Uhr"; undefined for none. */
export function spansInWords(spans: readonly Span[], zone: string, language: Language): string | undefined {
  const words = spans.map(({ opens, closes }) =>
    formatTimeRange(timeOf(opens, zone), timeOf(closes, zone), language),
  )
  const and = (first: string, second: string) => texts(language)('site.and', { first, second })
  return words.length === 0 ? undefined : words.reduce(and)
}

/** Today's hours of a site, or why it is closed and when it opens again. */
export function todayInWords(site: Site, { now, closures }: Calendar, language: Language): string {
  const t = texts(language)
  const today = dayOf(now, site.timeZone)
  const hours = spansInWords(openSpans(site, closures, today), site.timeZone, language)
  if (hours !== undefined) return t('open.hours', { hours })
  const closure = closureOn(site, closures, today)
  if (closure) return t('open.reason', { reason: closure.texts.reason[language] })
  const next = nextOpening(site, closures, now)
  if (next === undefined) return t('open.today')
  const day = formatShortDay(dayOf(next, site.timeZone), language)
  return t('open.next', { day, time: formatTime(next, site.timeZone, language) })
}

/** Open now or not, as a sign. */
export function OpenTag({
  site,
  calendar: { now, closures },
  language,
}: {
  readonly site: Site
  readonly calendar: Calendar
  readonly language: Language
}) {
  const t = texts(language)
  if (isOpenAt(site, closures, now)) return <Tag kind="success" text={t('open.now')} />
  const today = openSpans(site, closures, dayOf(now, site.timeZone))
  return <Tag text={today.length > 0 ? t('open.notNow') : t('open.today')} />
}

/** Says first of all that a closure keeps the site shut today, or for some hours of it. */
export function ClosedToday({
  site,
  calendar,
  language,
}: {
  readonly site: Site
  readonly calendar: Calendar
  readonly language: Language
}) {
  const t = texts(language)
  const { closures, now } = calendar
  const today = dayOf(now, site.timeZone)
  const closure = closureAt(site, closures, now) ?? closuresOn(site, closures, today)[0]
  if (!closure) return null
  const { starts, ends } = closure
  const reason = closure.texts.reason[language]
  const next = nextOpening(site, closures, now)
  const title =
    starts && ends
      ? t('site.closedHours', { hours: formatTimeRange(starts, ends, language), reason })
      : t('site.closedToday', { reason })
  return (
    <Alert kind="warning" title={title}>
      {next !== undefined && !closesAt(site, closures, now) && (
        <Text>{t('site.opensAgain', { time: formatDayAndTime(next, site.timeZone, language) })}</Text>
      )}
    </Alert>
  )
}
