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
const PERCENTS = [0, 25, 50, 75, 100]
/** Steps of the axis, in minutes: the smallest that needs at most five lines. */
const STEPS = [1, 2, 5, 10, 20, 30, 60]

type Weeks = { readonly weeks: readonly WeekFigures[]; readonly language: Language }

/** How often the time told held, week by week, beside how often it should; the table below says the same in numbers. */
export function CoverageChart({ weeks, language }: Weeks) {
  const t = texts(language)
  return (
    <figure className="dran-chart">
      <WeekLine
        {...{ weeks, language }}
        label={t('promises.chart')}
        unit={t('promises.unit')}
        lines={PERCENTS}
        values={weeks.map(({ coverage }) => (coverage === null ? null : coverage * 100))}
        wanted={PROMISED * 100}
      />
      <figcaption className="dran-chart__key">
        <span className="dran-chart__name">{t('promises.kept')}</span>
        <span className="dran-chart__name dran-chart__name--chosen">
          {t('promises.wanted', { percent: PROMISED * 100 })}
        </span>
      </figcaption>
    </figure>
  )
}

/** How far calls were from the middle of the time told, on average, week by week; the table below says the same in numbers. */
export function ErrorChart({ weeks, language }: Weeks) {
  const t = texts(language)
  const values = weeks.map(({ meanErrorMinutes }) => meanErrorMinutes)
  const most = Math.max(1, ...values.map((minutes) => minutes ?? 0))
  const step = STEPS.find((each) => most / each <= 5) ?? Math.ceil(most / 300) * 60
  return (
    <figure className="dran-chart">
      <WeekLine
        {...{ weeks, language, values }}
        label={t('promises.errorChart')}
        unit={t('promises.errorUnit')}
        lines={Array.from({ length: Math.ceil(most / step) + 1 }, (_, nth) => nth * step)}
      />
      <figcaption className="dran-chart__key">
        <span className="dran-chart__name">{t('promises.error')}</span>
      </figcaption>
    </figure>
  )
}

/** One line over the weeks between the first and the last of its grid lines, with what it should be as a dotted one. */
function WeekLine(
  props: Weeks & {
    readonly label: string
    readonly unit: string
    readonly lines: readonly number[]
    readonly values: readonly (number | null)[]
    readonly wanted?: number
  },
) {
  const { weeks, language, label, unit, lines, values, wanted } = props
  const last = weeks.length - 1
  const top = lines.at(-1) ?? 1
  const x = (index: number) => LEFT + (index * (WIDTH - LEFT - RIGHT)) / Math.max(1, last)
  const y = (value: number) => HEIGHT - BOTTOM - (value * (HEIGHT - TOP - BOTTOM)) / top
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <text className="dran-chart__label" x={0} y={22}>
        {unit}
      </text>
      {lines.map((value) => (
        <g key={value}>
          <line className="dran-chart__grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(value)} y2={y(value)} />
          <text className="dran-chart__label" x={LEFT - 8} y={y(value) + 5} textAnchor="end">
            {value}
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
      {wanted !== undefined && (
        <path
          className="dran-chart__line dran-chart__line--chosen"
          d={`M${LEFT} ${y(wanted).toFixed(1)}H${WIDTH - RIGHT}`}
        />
      )}
      <path className="dran-chart__line" d={lineOf(values, x, y)} />
    </svg>
  )
}

/** A line that breaks where nothing is known; a week between two gaps is a dot. */
function lineOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  return values
    .map((value, index) => {
      if (value === null) return ''
      const at = `${x(index).toFixed(1)} ${y(value).toFixed(1)}`
      return (values[index - 1] ?? null) === null ? `M${at}h0` : `L${at}`
    })
    .join('')
}
