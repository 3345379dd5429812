import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { type LocalDate, localDate, localTime } from '#kernel/instant.ts'
import type { Weekday } from '#kernel/wallTime.ts'
import { formatShortDay, formatTimeRange, formatWeekday } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText, type ReadFailure, readFailure } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { planVersionRoute, previewUndoRoute } from '../contract.ts'
import { ForesightLines } from './ForesightLines.tsx'
import { capacityTexts, type PlanForesight, type PublishedPlan, type VersionChanges } from './texts.ts'

export type VersionDetailProps = {
  readonly published: PublishedPlan
  readonly version: number
  readonly when: string
  readonly by: string
}

/** What one version changed: who, when, and every shift and absence before and after. */
export function VersionDetail({ published, version, when, by }: VersionDetailProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const { data, error, refetch } = useRead(planVersionRoute, { params: { site: published.site, version } })
  return (
    <section aria-labelledby="version-changes">
      <h3 className="console-panel__title" id="version-changes" ref={heading} tabIndex={-1}>
        {t('history.version', { version })}
      </h3>
      <p className="kern-body">
        {when} · {by}
      </p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void refetch()}
        />
      )}
      {data && <Changes published={published} changes={data} />}
    </section>
  )
}

type ChangesProps = { readonly published: PublishedPlan; readonly changes: VersionChanges }

function Changes({ published, changes }: ChangesProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const words = useShiftWords()
  const nameOf = (counter: string) =>
    published.counters.find((one) => one.counter === counter)?.label[language] ?? t('counter.unknown')
  if (changes.shifts.length + changes.away.length === 0)
    return <p className="console-empty">{t('changes.none')}</p>
  return (
    <ul className="plan-services" aria-label={t('changes.title')}>
      {changes.shifts.map(({ counter, weekday, day, before, after }) => (
        <li key={`${counter} ${weekday} ${day}`}>
          <strong>
            {nameOf(counter)}, {whenOf(weekday, day)}
          </strong>
          <span className="console-line">
            {t('changes.before')} {listed(before)}
          </span>
          <span className="console-line">
            {t('changes.after')} {listed(after)}
          </span>
        </li>
      ))}
      {changes.away.map(({ counter, added, ...away }) => (
        <li key={`${counter} ${added} ${away.firstDay} ${away.lastDay} ${away.starts}`}>
          <strong>{nameOf(counter)}</strong>
          <span className="console-line">
            {t(added ? 'changes.away' : 'changes.back', { when: awayWords(away) })}
          </span>
        </li>
      ))}
      {changes.more > 0 && <li>{t('fault.more', { count: changes.more })}</li>}
    </ul>
  )

  function listed(shifts: readonly Shift[]): string {
    return shifts.length === 0 ? t('changes.nothing') : shifts.map(words).join('; ')
  }

  function whenOf(weekday: number | null, day: string | null): string {
    if (day !== null) return formatShortDay(localDate(day), language)
    return weekday !== null && isWeekday(weekday)
      ? t('changes.every', { day: formatWeekday(weekday, language) })
      : ''
  }

  function awayWords({ firstDay, lastDay, starts, ends }: Omit<Away, 'counter' | 'added'>): string {
    const first = formatShortDay(localDate(firstDay), language)
    const days = firstDay === lastDay ? first : `${first} – ${formatShortDay(localDate(lastDay), language)}`
    if (starts === null || ends === null) return days
    return `${days}, ${formatTimeRange(localTime(starts), localTime(ends), language)}`
  }
}

type Shift = VersionChanges['shifts'][number]['before'][number]
type Away = VersionChanges['away'][number]

const isWeekday = (number: number): number is Weekday => number >= 1 && number <= 7

/** A shift in words: its hours, its break, and what is special about it. */
function useShiftWords(): (shift: Shift) => string {
  const { language } = useConsole()
  const t = capacityTexts(language)
  return ({ starts, ends, breakStarts, breakEnds, mode, durationPercent }) =>
    [
      formatTimeRange(localTime(starts), localTime(ends), language),
      breakStarts !== null && breakEnds !== null
        ? t('changes.break', {
            times: formatTimeRange(localTime(breakStarts), localTime(breakEnds), language),
          })
        : '',
      mode === 'both' ? '' : t(`mode.${mode}`),
      durationPercent === 100 ? '' : t('changes.percent', { percent: durationPercent }),
    ]
      .filter((part) => part !== '')
      .join(', ')
}

export type UndoForesightProps = {
  readonly site: string
  readonly version: number
  readonly monday: LocalDate
  /** Told once what publishing the version anew would do is known, and whether it can be done. */
  readonly onSeen: (workable: boolean) => void
}

/** What publishing a version anew would do. */
export function UndoForesight({ site, version, monday, onSeen }: UndoForesightProps) {
  const { language, call } = useConsole()
  const t = capacityTexts(language)
  const { data, error, refetch } = useQuery<PlanForesight, ReadFailure<'unknown_version'>>({
    queryKey: [previewUndoRoute.id, site, version, monday],
    queryFn: async ({ signal }) => {
      const input = { params: { site }, body: { version, monday } }
      const answer = await call(previewUndoRoute, input, { signal, idempotencyKey: crypto.randomUUID() })
      if (answer.ok) return answer.value
      throw readFailure<'unknown_version'>(answer.code)
    },
    gcTime: 0,
  })
  useEffect(() => {
    if (data) onSeen(data.workable)
  }, [data, onSeen])
  return (
    <section className="closing-foresight" aria-labelledby="version-foresight">
      <h3 className="console-panel__title" id="version-foresight">
        {t('foresee.undo', { version })}
      </h3>
      {!data && !error && <Loading />}
      {!data && error && <ReadProblem text={t('failure.unknown_version')} onRetry={() => void refetch()} />}
      {data && <ForesightLines site={site} foresight={data} />}
    </section>
  )
}
