import { type FormEvent, useEffect, useRef, useState } from 'react'
import { CLOSING_REASONS } from '#features/booking/contract/closing.ts'
import { localDate } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDay } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { ClockInput } from '#ui/console/ClockInput.tsx'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { changeStopRoute, planStopsRoute, previewStopsRoute } from '../contract.ts'
import { CHANGE_FAILURES } from './failures.ts'
import { StopForesight } from './StopForesight.tsx'
import { type Foresight, type PlannedStop, type PlannedTeam, type Tour, tourTexts } from './texts.ts'
import { emptyStop, MOST_WEEKS, readStops, type TypedFault, type TypedStop, typedFrom } from './typedStop.ts'

/** What the form is for; `round` tells one use of it from the next. */
export type Edited = { readonly round: number } & (
  | { readonly kind: 'new' }
  | { readonly kind: 'change' | 'copy'; readonly stop: PlannedStop }
)

export type StopFormProps = {
  readonly tour: Tour
  readonly team: PlannedTeam
  readonly edited: Edited
  readonly onSaved: () => void
  readonly onBack: () => void
}

type Failure = ErrorCode<typeof changeStopRoute> | ClientCode | TypedFault

/** A stop as it shall be. First it says what would come of it; nothing is saved unseen. */
export function StopForm({ tour, team, edited, onSaved, onBack }: StopFormProps) {
  const { language, directory, announce } = useConsole()
  const t = tourTexts(language)
  const preview = useCommand(previewStopsRoute)
  const plan = useCommand(planStopsRoute)
  const change = useCommand(changeStopRoute)
  const [typed, setTyped] = useState(() => startOf(edited, team))
  const [reason, setReason] = useState<(typeof CLOSING_REASONS)[number]>('staff')
  const [foresight, setForesight] = useState<Foresight>()
  const [failure, setFailure] = useState<Failure>()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (edited.kind !== 'new') heading.current?.focus()
  }, [edited.kind])

  const set = (part: Partial<TypedStop>) => {
    setTyped({ ...typed, ...part })
    setForesight(undefined)
    setFailure(undefined)
  }

  async function look(event: FormEvent) {
    event.preventDefault()
    const wanted = readStops(typed)
    setForesight(undefined)
    if (typeof wanted === 'string') return setFailure(wanted)
    const own = edited.kind === 'change' ? edited.stop.stop : null
    const answer = await preview.press({ params: { team: team.team }, body: { ...wanted, change: own } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    setForesight(answer.ok ? answer.value : undefined)
  }

  async function save() {
    const wanted = readStops(typed)
    if (typeof wanted === 'string') return
    const { days, ...times } = wanted
    const answer =
      edited.kind === 'change'
        ? await change.press({
            params: { team: team.team, stop: edited.stop.stop },
            body: { ...times, day: typed.day, reason },
          })
        : await plan.press({ params: { team: team.team }, body: wanted })
    if (!answer) return
    setForesight(undefined)
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('form.saved', { count: days.length, lost: answer.value.unplaced }))
    onSaved()
  }

  return (
    <section className="console-panel" aria-labelledby="stop-form">
      <h2 className="console-panel__title" id="stop-form" ref={heading} tabIndex={-1}>
        {edited.kind === 'new'
          ? t('form.new')
          : t(`form.${edited.kind}`, {
              place: siteName(directory, edited.stop.site),
              day: formatDay(localDate(edited.stop.day), language),
            })}
      </h2>
      <form className="plan-form" onSubmit={(event) => void look(event)} noValidate>
        {failure && (
          <Alert
            kind="danger"
            title={
              failure === 'day' || failure === 'time' || failure === 'travel'
                ? t(`form.wrong.${failure}`)
                : failureText(failure, CHANGE_FAILURES, t, consoleTexts(language))
            }
            live="assertive"
          />
        )}
        <Picker
          label={t('form.place')}
          value={typed.site}
          onChange={(site) => set({ site })}
          options={team.places.map(({ site }) => ({ value: site, text: siteName(directory, site) }))}
        />
        <StopTimes tour={tour} typed={typed} repeats={edited.kind !== 'change'} set={set} />
        {edited.kind === 'change' && (
          <Picker
            label={t('reason')}
            value={reason}
            onChange={(value) => setReason(CLOSING_REASONS.find((one) => one === value) ?? 'other')}
            options={CLOSING_REASONS.map((one) => ({ value: one, text: t(`reason.${one}`) }))}
          />
        )}
        <div className="console-toolbar">
          <ActionButton type="submit" variant={foresight ? 'secondary' : 'primary'} busy={preview.busy}>
            {t('form.look')}
          </ActionButton>
          {edited.kind !== 'new' && <ActionButton onPress={onBack}>{t('back')}</ActionButton>}
        </div>
      </form>
      {foresight && (
        <StopForesight foresight={foresight} busy={plan.busy || change.busy} onSave={() => void save()} />
      )}
    </section>
  )
}

function startOf(edited: Edited, team: PlannedTeam): TypedStop {
  if (edited.kind === 'new') return emptyStop(team)
  return typedFrom(edited.stop, edited.kind === 'change' ? edited.stop.day : '')
}

function StopTimes({
  tour,
  typed,
  repeats,
  set,
}: {
  readonly tour: Tour
  readonly typed: TypedStop
  readonly repeats: boolean
  readonly set: (part: Partial<TypedStop>) => void
}) {
  const t = tourTexts(useConsole().language)
  const times = ['opens', 'closes', 'breakStarts', 'breakEnds'] as const
  return (
    <>
      <div className="plan-pair">
        <ClockInput
          type="date"
          label={t('form.day')}
          min={tour.today}
          max={tour.lastDay}
          value={typed.day}
          onChange={(day) => set({ day })}
        />
        {times.map((time) => (
          <ClockInput
            key={time}
            type="time"
            label={t(`form.${time}`)}
            value={typed[time]}
            onChange={(value) => set({ [time]: value })}
          />
        ))}
        <TextInput
          label={t('form.travel')}
          hint={t('form.travelHint')}
          value={typed.travel}
          maxLength={3}
          onChange={(travel) => set({ travel })}
        />
      </div>
      {repeats && (
        <Picker
          label={t('form.weeks')}
          value={String(typed.weeks)}
          onChange={(weeks) => set({ weeks: Number(weeks) })}
          options={Array.from({ length: MOST_WEEKS + 1 }, (_, weeks) => ({
            value: String(weeks),
            text: t('form.weeksCount', { weeks }),
          }))}
        />
      )}
    </>
  )
}
