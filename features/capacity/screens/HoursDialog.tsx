import { type FormEvent, useState } from 'react'
import { type LocalDate, localDate } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { ClockInput } from '#ui/console/ClockInput.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { previewHoursRoute, setHoursRoute, type WrittenHours } from '../contract.ts'
import { HOURS_FAILURES } from './failures.ts'
import { HoursForesight } from './HoursForesight.tsx'
import { HoursList } from './HoursList.tsx'
import type { Outcome } from './PublishDialog.tsx'
import { capacityTexts, type PublishedPlan } from './texts.ts'
import { hoursOn, hoursTyped, type TypedHours } from './typedHours.ts'

export type HoursDialogProps = {
  readonly published: PublishedPlan
  /** The day that was looked at. */
  readonly day: LocalDate
  readonly onDone: (outcome: Outcome, day: LocalDate) => void
  readonly onClose: () => void
}

type Failure = ErrorCode<typeof setHoursRoute> | ClientCode | 'time' | 'order' | 'day'

/** Other hours on one date. First it says what that does to bookings; nothing changes unseen. */
export function HoursDialog({ published, day, onDone, onClose }: HoursDialogProps) {
  const { site } = published
  const { language } = useConsole()
  const t = capacityTexts(language)
  const look = useCommand(previewHoursRoute)
  const save = useCommand(setHoursRoute)
  const [typed, setTyped] = useState(() => hoursOn(published, day))
  const [seen, setSeen] = useState<{ readonly wish: WrittenHours; readonly outcome: Outcome }>()
  const [failure, setFailure] = useState<Failure>()

  const change = (part: Partial<TypedHours>) => {
    setTyped({ ...typed, ...part })
    setFailure(undefined)
  }

  async function foresee(wish: WrittenHours) {
    const answer = await look.press({ params: { site }, body: wish })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) setSeen({ wish, outcome: answer.value })
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    const wish = hoursTyped(typed)
    if (typeof wish === 'string') setFailure(wish)
    else void foresee(wish)
  }

  async function publish(wish: WrittenHours) {
    const answer = await save.press({ params: { site }, body: wish })
    if (answer?.ok) return onDone(answer.value, localDate(wish.day))
    setSeen(undefined)
    if (answer) setFailure(answer.code)
  }

  const alert = failure && (
    <Alert
      kind="danger"
      title={
        failure === 'time' || failure === 'order' || failure === 'day'
          ? t(`hoursOf.wrong.${failure}`)
          : failureText(failure, HOURS_FAILURES, t, consoleTexts(language))
      }
      live="assertive"
    />
  )

  if (seen) {
    return (
      <DialogBox title={t('hoursOf.title')} open onClose={onClose}>
        <HoursForesight {...seen} />
        <div className="console-toolbar">
          <ActionButton variant="primary" autoFocus busy={save.busy} onPress={() => void publish(seen.wish)}>
            {t('hoursOf.yes')}
          </ActionButton>
          <ActionButton onPress={() => setSeen(undefined)}>{t('hoursOf.back')}</ActionButton>
        </div>
      </DialogBox>
    )
  }
  return (
    <DialogBox title={t('hoursOf.title')} open onClose={onClose}>
      {alert}
      <p className="kern-body">{t('hoursOf.text')}</p>
      <HoursList
        published={published}
        busy={look.busy}
        onRemove={(gone) => void foresee({ day: gone, hours: [] })}
      />
      <form onSubmit={submit} className="plan-form" noValidate>
        <ClockInput
          type="date"
          label={t('hoursOf.day')}
          min={published.today}
          max={published.lastDay}
          value={typed.day}
          onChange={(next) => {
            setTyped(hoursOn(published, next))
            setFailure(undefined)
          }}
          autoFocus
        />
        <div className="plan-pair">
          {(['opens', 'closes', 'opensAgain', 'closesAgain'] as const).map((field) => (
            <ClockInput
              key={field}
              type="time"
              label={t(`hoursOf.${field}`)}
              value={typed[field]}
              onChange={(value) => change({ [field]: value })}
            />
          ))}
        </div>
        <div className="console-toolbar">
          <ActionButton type="submit" variant="primary" busy={look.busy}>
            {t('hoursOf.look')}
          </ActionButton>
          <ActionButton onPress={onClose}>{t('close')}</ActionButton>
        </div>
      </form>
    </DialogBox>
  )
}
