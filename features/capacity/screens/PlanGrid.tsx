import { useId } from 'react'
import type { Id } from '#kernel/id.ts'
import { asId } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { localTime } from '#kernel/instant.ts'
import { weekdayOf } from '#kernel/wallTime.ts'
import { formatDay, formatShortDay, formatTimeRange, formatWeekday } from '#platform/time/format.ts'
import { classNames } from '#ui/className.ts'
import { useConsole } from '#ui/console/context.ts'
import { awayOn, minutesOf, type ShiftPlan } from '../model/shiftPlan.ts'
import type { Shift } from '../model.ts'
import { isDated, type Scope, shiftsAt, withShifts } from './planEdits.ts'
import { type LaneSpan, laneStyle, ShiftBlock } from './ShiftBlock.tsx'
import { capacityTexts, type PlanEffects, type PlannedCounter, type PublishedPlan } from './texts.ts'
import { openHours } from './typedHours.ts'

/** A shift that is being written down in the form: one that stands, or a new one. */
export type EditedShift = {
  readonly counter: PlannedCounter
  readonly day: LocalDate
  readonly index: number | null
}

export type PlanGridProps = {
  readonly published: PublishedPlan
  readonly plan: ShiftPlan
  readonly scope: Scope
  readonly days: readonly LocalDate[]
  readonly chosenDay: LocalDate
  readonly faults: PlanEffects['faults']
  readonly onChooseDay: (day: LocalDate) => void
  /** `about` names the block, so that several presses on it are one change. */
  readonly onChange: (plan: ShiftPlan, about: string) => void
  readonly onEdit: (shift: EditedShift) => void
}

/** The counters of a site as rows, days as columns, shifts as blocks. */
export function PlanGrid(props: PlanGridProps) {
  const { published, plan, scope, days, chosenDay, onChooseDay } = props
  const { language } = useConsole()
  const t = capacityTexts(language)
  const hint = useId()
  const span = spanOf(published, plan)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section className="plan-scroll" aria-label={t('grid')} tabIndex={0}>
      <p className="kern-sr-only" id={hint}>
        {t('grid.keys')}
      </p>
      <table className="plan-grid" aria-label={t('grid')}>
        <thead>
          <tr>
            <th scope="col" className="plan-grid__counter">
              {t('counter')}
            </th>
            {days.map((day) => (
              <th scope="col" key={day}>
                <button
                  type="button"
                  className="plan-day"
                  aria-pressed={day === chosenDay}
                  onClick={() => onChooseDay(day)}
                >
                  {scope === 'every'
                    ? formatWeekday(weekdayOf(day), language)
                    : formatShortDay(day, language)}
                </button>
                {scope === 'once' && <ClosureLine published={published} day={day} />}
                <span className="plan-scale" aria-hidden="true">
                  <span>{span.from / 60}</span>
                  <span>{span.until / 60}</span>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {published.counters.map((counter) => (
            <tr key={counter.counter}>
              <th scope="row" className="plan-grid__counter">
                {counter.label[language]}
              </th>
              {days.map((day) => (
                <td key={day} className="plan-cell">
                  <Lane {...props} counter={counter} day={day} span={span} hint={hint} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** From the full hour before the first thing of any day to the one after the last. */
function spanOf({ hours, specialHours }: PublishedPlan, { weekly, dated }: ShiftPlan): LaneSpan {
  const spans = [
    ...[...hours, ...specialHours].map(({ opens, closes }) => [localTime(opens), localTime(closes)] as const),
    ...[...weekly, ...dated].map(({ starts, ends }) => [starts, ends] as const),
  ]
  const firsts = spans.map(([first]) => minutesOf(first))
  const lasts = spans.map(([, last]) => minutesOf(last))
  const from = Math.floor((Math.min(...firsts, 8 * 60) - 30) / 60) * 60
  const until = Math.ceil((Math.max(...lasts, 16 * 60) + 30) / 60) * 60
  return { from: Math.max(0, from), until: Math.min(24 * 60, until) }
}

function ClosureLine({ published, day }: { readonly published: PublishedPlan; readonly day: LocalDate }) {
  const { language } = useConsole()
  const closure = published.closures.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)
  return closure ? <span className="plan-closed">{closure.reason[language]}</span> : null
}

type LaneProps = PlanGridProps & {
  readonly counter: PlannedCounter
  readonly day: LocalDate
  readonly span: LaneSpan
  readonly hint: string
}

function Lane(props: LaneProps) {
  const { published, plan, scope, faults, counter, day, span, hint, onChange, onChooseDay, onEdit } = props
  const { language, announce } = useConsole()
  const t = capacityTexts(language)
  const counterId: Id<'counter'> = asId(counter.counter)
  const weekday = weekdayOf(day)
  const weekly = published.hours.filter((hours) => hours.weekday === weekday)
  const shifts = shiftsAt(plan, scope, counterId, day)
  const name = counter.label[language]
  const when =
    scope === 'every' ? t('every.day', { day: formatWeekday(weekday, language) }) : formatDay(day, language)
  const isClosed =
    scope === 'once' && published.closures.some(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)
  const absences = scope === 'once' ? awayOn(plan, counterId, day) : []

  function put(next: readonly Shift[], index: number) {
    onChooseDay(day)
    onChange(withShifts(plan, scope, counterId, day, next), `${counterId} ${day} ${index} ${next.length}`)
  }

  return (
    <div className={classNames('plan-lane', isClosed && 'plan-lane--closed')}>
      {!isClosed &&
        (scope === 'once' ? openHours(published, day) : weekly).map(({ opens, closes }) => (
          <span
            key={opens}
            className="plan-open"
            style={laneStyle(span, minutesOf(localTime(opens)), minutesOf(localTime(closes)))}
          />
        ))}
      {shifts.map((shift, index) => (
        <ShiftBlock
          // biome-ignore lint/suspicious/noArrayIndexKey: a block keeps the focus while its times change
          key={index}
          shift={shift}
          span={span}
          label={`${name}, ${when}: ${wordsOf(shift)}`}
          hint={hint}
          wrong={faults.some(
            (fault) =>
              fault.error &&
              fault.counter === counter.counter &&
              fault.starts === shift.starts &&
              (fault.day === day || fault.weekday === weekday),
          )}
          ownDate={scope === 'once' && isDated(plan, counterId, day)}
          onChange={(changed) => {
            put(
              shifts.map((one, nth) => (nth === index ? changed : one)),
              index,
            )
            announce(`${name}, ${when}: ${formatTimeRange(changed.starts, changed.ends, language)}`)
          }}
          onOpen={() => onEdit({ counter, day, index })}
          onRemove={() => {
            put(
              shifts.filter((_, nth) => nth !== index),
              index,
            )
            announce(t('removed', { counter: name, day: when }))
          }}
        />
      ))}
      {absences.map(({ firstDay, starts, ends }) => (
        <span
          key={`${firstDay} ${starts}`}
          className="plan-away"
          style={laneStyle(span, starts ? minutesOf(starts) : span.from, ends ? minutesOf(ends) : span.until)}
        >
          <span className="kern-sr-only">
            {starts && ends
              ? t('away.lanePart', { times: formatTimeRange(starts, ends, language) })
              : t('away.lane')}
          </span>
        </span>
      ))}
      {shifts.length === 0 && (
        <button
          type="button"
          className="plan-add"
          aria-label={t('add.named', { counter: name, day: when })}
          onClick={() => onEdit({ counter, day, index: null })}
        >
          +
        </button>
      )}
    </div>
  )

  function wordsOf(shift: Shift): string {
    const parts = [formatTimeRange(shift.starts, shift.ends, language)]
    if (shift.breakStarts && shift.breakEnds) {
      parts.push(t('break.words', { times: formatTimeRange(shift.breakStarts, shift.breakEnds, language) }))
    }
    if (shift.mode !== 'both') parts.push(t(`mode.${shift.mode}`))
    return parts.join(', ')
  }
}
