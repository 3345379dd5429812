import { useConsole } from '#ui/console/context.ts'
import type { WrittenScenario } from '../contract.ts'
import { DRAWN } from './figureWords.ts'
import { steeringTexts } from './texts.ts'

const WIDTH = 480
const LEFT = 12
const RIGHT = 12
const ROW = 30
const HEAD = 34
const GAP = 14
const FOOT = 44
/** Words begin so far from the outer line. */
const INSET = 6

/** By how many minutes people wait longer or shorter, with what is sure of it; the table says the same in numbers. */
export function DifferenceChart({ scenarios }: { readonly scenarios: readonly WrittenScenario[] }) {
  const { language } = useConsole()
  const t = steeringTexts(language)
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  const figuresIn = DRAWN.filter((name) =>
    scenarios.some(({ outcome }) => (outcome?.figures[name].difference ?? null) !== null),
  )
  const all = scenarios.flatMap(({ outcome }) =>
    figuresIn.flatMap((name) => {
      const figure = outcome?.figures[name]
      return figure ? [figure.difference ?? 0, figure.low ?? 0, figure.high ?? 0] : []
    }),
  )
  const reach = Math.max(1, ...all.map(Math.abs)) * 1.05
  const x = (minutes: number) => LEFT + ((minutes + reach) * (WIDTH - LEFT - RIGHT)) / (2 * reach)
  const group = HEAD + ROW * scenarios.length + GAP
  const height = figuresIn.length * group + FOOT
  if (figuresIn.length === 0) return null
  return (
    <figure className="dran-chart">
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={t('chart')}>
        {[-reach, 0, reach].map((minutes, nth) => (
          <g key={minutes}>
            <line className="dran-chart__grid" x1={x(minutes)} x2={x(minutes)} y1={0} y2={height - FOOT} />
            <text
              className="dran-chart__label"
              x={x(minutes)}
              y={height - 12}
              textAnchor={(['start', 'middle', 'end'] as const)[nth]}
            >
              {nth === 1 ? '0' : number.format(minutes)}
            </text>
          </g>
        ))}
        {figuresIn.map((name, row) => (
          <g key={name}>
            <text className="dran-chart__label" x={LEFT + INSET} y={row * group + 24}>
              {t(`figure.${name}`)}
            </text>
            {scenarios.map(({ scenario, outcome }, nth) => {
              const { difference = null, low = null, high = null } = outcome?.figures[name] ?? {}
              if (difference === null) return null
              const y = row * group + HEAD + nth * ROW + ROW / 2
              return (
                <g key={scenario}>
                  <text className="dran-chart__label" x={LEFT + INSET} y={y + 6}>
                    {scenarios.length > 1 ? nth + 1 : ''}
                  </text>
                  <path
                    className="dran-chart__line"
                    d={`M${x(low ?? difference).toFixed(1)} ${y}H${x(high ?? difference).toFixed(1)}`}
                  />
                  <circle className="dran-chart__point" cx={x(difference)} cy={y} r={8} />
                </g>
              )
            })}
          </g>
        ))}
      </svg>
      <figcaption className="kern-hint">
        {t('chart.how')}
        {scenarios.length > 1 &&
          ` ${scenarios.map(({ name }, nth) => t('chart.named', { number: nth + 1, name })).join(', ')}`}
      </figcaption>
    </figure>
  )
}
