import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { openCounterRoute } from '../contract.ts'
import { DESK_FAILURES } from './failures.ts'
import { type DeskNow, hallTexts } from './texts.ts'
import type { useDesk } from './useDesk.ts'

export type DeskMessageProps = {
  readonly at: ReturnType<typeof useDesk>
  readonly desk: DeskNow
  readonly onLeft: () => Promise<unknown>
}

/** What went wrong at the counter, and the way on. */
export function DeskMessage({ at, desk, onLeft }: DeskMessageProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const reopen = useCommand(openCounterRoute)
  const { failure } = at
  if (failure === 'not_seated') {
    return (
      <Alert kind="warning" title={t('failure.not_seated')} live="assertive">
        <ActionButton onPress={() => void onLeft()}>{t('desk.chooseAgain')}</ActionButton>
      </Alert>
    )
  }
  if (!desk.open) {
    const open = async () => {
      const answer = await reopen.press({ params: { counter: desk.counter } })
      if (answer?.ok) at.take(answer)
      else await onLeft()
    }
    return (
      <Alert kind="warning" title={t('failure.counter_closed')} live="assertive">
        <ActionButton busy={reopen.busy} onPress={() => void open()}>
          {t('choice.open')}
        </ActionButton>
      </Alert>
    )
  }
  // Somebody has come since.
  if (!failure || (failure === 'nobody_waiting' && desk.waitingHere > 0)) return null
  // Nobody waiting is no fault.
  const kind = failure === 'nobody_waiting' ? 'info' : 'danger'
  const text = failureText(failure, DESK_FAILURES, t, consoleTexts(language))
  return <Alert kind={kind} title={text} live="assertive" />
}
