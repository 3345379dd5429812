import { type FormEvent, useState } from 'react'
import type { ServiceMode } from '#features/catalogue/model.ts'
import { asId } from '#kernel/id.ts'
import { weekdayOf } from '#kernel/wallTime.ts'
import { formatDay, formatWeekday } from '#platform/time/format.ts'
import { readTime } from '#platform/time/readTime.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { ClockInput } from '#ui/console/ClockInput.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { Picker } from '#ui/console/Picker.tsx'
import type { ShiftPlan } from '../model/shiftPlan.ts'
import type { Shift } from '../model.ts'
import type { EditedShift } from './PlanGrid.tsx'
import { type Scope, shiftsAt, withShifts } from './planEdits.ts'
import { capacityTexts, type PublishedPlan } from './texts.ts'
import { hoursInWords, openHours } from './typedHours.ts'

export type ShiftDialogProps = {
  readonly published: PublishedPlan
  readonly edited: EditedShift
  readonly plan: ShiftPlan
  readonly scope: Scope
  readonly onChange: (plan: ShiftPlan) => void
  readonly onAdd: () => void
  readonly onClose: () => void
}

/** A shift as typed: an empty break is none. */
type TypedShift = {
  readonly starts: string
  readonly ends: string
  readonly breakStarts: string
  readonly breakEnds: string
  readonly mode: ServiceMode
  readonly durationPercent: number
}

/** Paces that can be chosen: as planned, somewhat slower, trainees. */
const PACES = [100, 125, 150, 200]

const NEW: TypedShift = {
  mode: 'both',
  starts: '08:00',
  ends: '12:00',
  breakStarts: '',
  breakEnds: '',
  durationPercent: 100,
}

/** Whom a shift can be for, the usual first. */
const MODES = ['both', 'appointment', 'walk_in'] as const

/** The exact values of one shift. */
export function ShiftDialog({ published, edited, plan, scope, onChange, onAdd, onClose }: ShiftDialogProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const { counter, day, index } = edited
  const counterId = asId<'counter'>(counter.counter)
  const shifts = shiftsAt(plan, scope, counterId, day)
  const standing = index === null ? undefined : shifts[index]
  const [typed, setTyped] = useState<TypedShift>(
    standing
      ? { ...standing, breakStarts: standing.breakStarts ?? '', breakEnds: standing.breakEnds ?? '' }
      : NEW,
  )
  const [wrong, setWrong] = useState<'time' | 'order' | 'break'>()
  const set = (part: Partial<TypedShift>) => setTyped((before) => ({ ...before, ...part }))
  const when =
    scope === 'every'
      ? t('every.day', { day: formatWeekday(weekdayOf(day), language) })
      : formatDay(day, language)

  function save(event: FormEvent) {
    event.preventDefault()
    const read = readShift()
    if (typeof read === 'string') return setWrong(read)
    const others = shifts.filter((_, nth) => nth !== index)
    onChange(withShifts(plan, scope, counterId, day, [...others, read]))
    onClose()
  }

  function readShift(): Shift | 'time' | 'order' | 'break' {
    const [starts, ends] = [readTime(typed.starts), readTime(typed.ends)]
    const [breakStarts, breakEnds] = [readTime(typed.breakStarts), readTime(typed.breakEnds)]
    if (!starts || !ends || breakStarts === undefined || breakEnds === undefined) return 'time'
    if (starts >= ends) return 'order'
    if ((breakStarts === null) !== (breakEnds === null)) return 'break'
    if (breakStarts !== null && breakEnds !== null) {
      if (!(starts < breakStarts && breakStarts < breakEnds && breakEnds < ends)) return 'break'
    }
    const { mode, durationPercent } = typed
    return { counterId, starts, ends, breakStarts, breakEnds, mode, durationPercent }
  }

  const open =
    scope === 'every'
      ? published.hours.filter(({ weekday }) => weekday === weekdayOf(day))
      : openHours(published, day)
  const paces = [...new Set([...PACES, typed.durationPercent])].sort((a, b) => a - b)
  return (
    <DialogBox title={`${counter.label[language]}, ${when}`} open onClose={onClose}>
      <form onSubmit={save} className="plan-form">
        {wrong && <Alert kind="danger" title={t(`shift.wrong.${wrong}`)} live="assertive" />}
        {!published.mobile && (
          <p className="kern-body">
            {t('week.open', { hours: open.length === 0 ? t('week.closed') : hoursInWords(open, language) })}
          </p>
        )}
        <div className="plan-pair">
          <ClockInput
            type="time"
            label={t('shift.starts')}
            value={typed.starts}
            onChange={(starts) => set({ starts })}
            autoFocus
          />
          <ClockInput
            type="time"
            label={t('shift.ends')}
            value={typed.ends}
            onChange={(ends) => set({ ends })}
          />
          <ClockInput
            type="time"
            label={t('shift.breakStarts')}
            value={typed.breakStarts}
            onChange={(breakStarts) => set({ breakStarts })}
          />
          <ClockInput
            type="time"
            label={t('shift.breakEnds')}
            value={typed.breakEnds}
            onChange={(breakEnds) => set({ breakEnds })}
          />
        </div>
        <Picker
          label={t('shift.mode')}
          options={MODES.map((mode) => ({ value: mode, text: t(`shift.mode.${mode}`) }))}
          value={typed.mode}
          onChange={(chosen) => set({ mode: MODES.find((mode) => mode === chosen) ?? typed.mode })}
        />
        <Picker
          label={t('shift.pace')}
          options={paces.map((percent) => ({
            value: String(percent),
            text: t('shift.percent', { percent }),
          }))}
          value={String(typed.durationPercent)}
          onChange={(percent) => set({ durationPercent: Number(percent) })}
        />
        <div className="console-toolbar">
          <ActionButton type="submit" variant="primary">
            {t('shift.save')}
          </ActionButton>
          {standing && (
            <ActionButton
              onPress={() => {
                onChange(
                  withShifts(
                    plan,
                    scope,
                    counterId,
                    day,
                    shifts.filter((_, nth) => nth !== index),
                  ),
                )
                onClose()
              }}
            >
              {t('shift.remove')}
            </ActionButton>
          )}
          {standing && <ActionButton onPress={onAdd}>{t('shift.add')}</ActionButton>}
          <ActionButton onPress={onClose}>{t('cancel')}</ActionButton>
        </div>
      </form>
    </DialogBox>
  )
}
