import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { formatShortDay } from '#platform/time/format.ts'
import { inDays } from '../model/leadTime.ts'
import { texts } from './texts.ts'

/** A day with both lead times in minutes; null where nothing is known. */
export type LeadPoint = {
  readonly day: LocalDate
  readonly offered: number | null
  readonly chosen: number | null
}

const WIDTH = 640
const HEIGHT = 280
const LEFT = 44
const RIGHT = 12
const TOP = 40
const BOTTOM = 34

/** Steps of the axis, in days: the smallest that needs at most five lines. */
const STEPS = [1, 2, 5, 10, 20, 50, 100]

/** Two lines over the days, told apart by dashes as well as by colour; the table beside says the same in numbers. */
export function LeadChart({
  points,
  language,
}: {
  readonly points: readonly LeadPoint[]
  readonly language: Language
}) {
  const t = texts(language)
  const most = Math.max(
    1,
    ...points.flatMap(({ offered, chosen }) => [inDays(offered ?? 0), inDays(chosen ?? 0)]),
  )
  const step = STEPS.find((each) => most / each <= 5) ?? 200
  const top = Math.ceil(most / step) * step
  const x = (index: number) => LEFT + (index * (WIDTH - LEFT - RIGHT)) / Math.max(1, points.length - 1)
  const y = (days: number) => HEIGHT - BOTTOM - (days * (HEIGHT - TOP - BOTTOM)) / top
  const line = (which: 'offered' | 'chosen') =>
    pathOf(
      points.map((point) => point[which]),
      x,
      y,
    )
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step)
  const marks = [0, Math.floor((points.length - 1) / 2), points.length - 1]
  return (
    <figure className="dran-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('open.chartLabel')}>
        <text className="dran-chart__label" x={0} y={22}>
          {t('open.unit')}
        </text>
        {lines.map((days) => (
          <g key={days}>
            <line className="dran-chart__grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(days)} y2={y(days)} />
            <text className="dran-chart__label" x={LEFT - 8} y={y(days) + 5} textAnchor="end">
              {days}
            </text>
          </g>
        ))}
        {[...new Set(marks)].map((index) => {
          const point = points[index]
          const anchor = index === 0 ? 'start' : index === points.length - 1 ? 'end' : 'middle'
          return (
            point && (
              <text
                key={index}
                className={`dran-chart__label dran-chart__label--${anchor}`}
                x={x(index)}
                y={HEIGHT - 10}
                textAnchor={anchor}
              >
                {formatShortDay(point.day, language)}
              </text>
            )
          )
        })}
        <path className="dran-chart__line dran-chart__line--chosen" d={line('chosen')} />
        <path className="dran-chart__line" d={line('offered')} />
      </svg>
      <figcaption className="dran-chart__key">
        <span className="dran-chart__name">{t('open.offered')}</span>
        <span className="dran-chart__name dran-chart__name--chosen">{t('open.chosen')}</span>
      </figcaption>
    </figure>
  )
}

/** A line that breaks where nothing is known; a day between two gaps is a dot. */
function pathOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (days: number) => number,
): string {
  return values
    .map((value, index) => {
      if (value === null) return ''
      const before = values[index - 1] ?? null
      const at = `${x(index).toFixed(1)} ${y(inDays(value)).toFixed(1)}`
      return before === null ? `M${at}h0` : `L${at}`
    })
    .join('')
}
