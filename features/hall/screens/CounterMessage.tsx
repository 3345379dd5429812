import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { OPEN_KEY } from './counterKeys.ts'
import { COUNTER_FAILURES } from './failures.ts'
import { type CounterViewNow, hallTexts } from './texts.ts'
import type { useCounter } from './useCounter.ts'
import type { useReopening } from './useReopening.ts'

export type CounterMessageProps = {
  readonly at: ReturnType<typeof useCounter>
  readonly view: CounterViewNow
  readonly reopening: ReturnType<typeof useReopening>
  readonly onLeft: () => Promise<unknown>
}

/** What went wrong at the counter, and the way on. */
export function CounterMessage({ at, view, reopening, onLeft }: CounterMessageProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const { failure } = at
  if (failure === 'not_seated') {
    return (
      <Alert kind="warning" title={t('failure.not_seated')} live="assertive">
        <ActionButton onPress={() => void onLeft()}>{t('counter.chooseAgain')}</ActionButton>
      </Alert>
    )
  }
  if (!view.open) {
    return (
      <Alert kind="warning" title={t('failure.counter_closed')} live="assertive">
        <ActionButton shortcut={OPEN_KEY} busy={reopening.busy} onPress={() => void reopening.open()}>
          {t('choice.open')}
        </ActionButton>
      </Alert>
    )
  }
  // Somebody has come since.
  if (!failure || (failure === 'nobody_waiting' && view.waitingHere > 0)) return null
  // Nobody waiting is no fault.
  const kind = failure === 'nobody_waiting' ? 'info' : 'danger'
  const text = failureText(failure, COUNTER_FAILURES, t, consoleTexts(language))
  return <Alert kind={kind} title={text} live="assertive" />
}
