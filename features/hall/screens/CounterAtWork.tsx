import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import type { PapersOf, Person } from './Counter.tsx'
import { CounterBoard } from './CounterBoard.tsx'
import { COUNTER_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'
import type { OnLeft } from './useClosing.ts'
import { useCounter } from './useCounter.ts'

export type CounterAtWorkProps = {
  readonly counter: NonNullable<Person['counter']>
  readonly papersOf: PapersOf
  /** The counter was closed, or somebody else sits there now: the session must be asked. */
  readonly onLeft: OnLeft
}

/** One counter at which the clerk sits. */
export function CounterAtWork({ counter, papersOf, onLeft }: CounterAtWorkProps) {
  const { language } = useConsole()
  const at = useCounter(counter.id)
  const { data, error, refetch } = at.view
  if (data) {
    const name = counter.name[language]
    return <CounterBoard name={name} at={at} view={data} papersOf={papersOf} onLeft={onLeft} />
  }
  const retry = async () => {
    if (error?.code === 'not_seated') await onLeft()
    await refetch()
  }
  const text = error && failureText(error.code, COUNTER_FAILURES, hallTexts(language), consoleTexts(language))
  return (
    <Screen title={counter.name[language]}>
      {text ? <ReadProblem text={text} onRetry={() => void retry()} /> : <Loading />}
    </Screen>
  )
}
