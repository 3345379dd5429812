import type { Language } from '#kernel/language.ts'
import { formatShortDay } from '#platform/time/format.ts'
import { PROMISED, type WeekFigures } from '../model/calibration.ts'
import { texts } from './texts.ts'

const WIDTH = 640
const HEIGHT = 280
const LEFT = 52
const RIGHT = 12
const TOP = 40
const BOTTOM = 34
const LINES = [0, 25, 50, 75, 100]

/** How often the time told held, week by week, beside how often it should; the table below says the same in numbers. */
export function CoverageChart(props: {
  readonly weeks: readonly WeekFigures[]
  readonly language: Language
}) {
  const { weeks, language } = props
  const t = texts(language)
  const last = weeks.length - 1
  const x = (index: number) => LEFT + (index * (WIDTH - LEFT - RIGHT)) / Math.max(1, last)
  const y = (percent: number) => HEIGHT - BOTTOM - (percent * (HEIGHT - TOP - BOTTOM)) / 100
  const wanted = y(PROMISED * 100).toFixed(1)
  return (
    <figure className="dran-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('promises.chart')}>
        <text className="dran-chart__label" x={0} y={22}>
          {t('promises.unit')}
        </text>
        {LINES.map((percent) => (
          <g key={percent}>
            <line className="dran-chart__grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(percent)} y2={y(percent)} />
            <text className="dran-chart__label" x={LEFT - 8} y={y(percent) + 5} textAnchor="end">
              {percent}
            </text>
          </g>
        ))}
        {weeks.map(
          ({ week }, index) =>
            (index === 0 || index === last) && (
              <text
                key={week}
                className="dran-chart__label"
                x={x(index)}
                y={HEIGHT - 10}
                textAnchor={index === 0 ? 'start' : 'end'}
              >
                {formatShortDay(week, language)}
              </text>
            ),
        )}
        <path
          className="dran-chart__line dran-chart__line--chosen"
          d={`M${LEFT} ${wanted}H${WIDTH - RIGHT}`}
        />
        <path className="dran-chart__line" d={lineOf(weeks, x, y)} />
      </svg>
      <figcaption className="dran-chart__key">
        <span className="dran-chart__name">{t('promises.kept')}</span>
        <span className="dran-chart__name dran-chart__name--chosen">
          {t('promises.wanted', { percent: PROMISED * 100 })}
        </span>
      </figcaption>
    </figure>
  )
}

/** A line that breaks where nothing is known; a week between two gaps is a dot. */
function lineOf(
  weeks: readonly WeekFigures[],
  x: (index: number) => number,
  y: (percent: number) => number,
): string {
  return weeks
    .map(({ coverage }, index) => {
      if (coverage === null) return ''
      const at = `${x(index).toFixed(1)} ${y(coverage * 100).toFixed(1)}`
      return (weeks[index - 1]?.coverage ?? null) === null ? `M${at}h0` : `L${at}`
    })
    .join('')
}
