import { PARKED_FOR, type ParkedFor } from '#features/visit/model.ts'
import { useConsole } from '#ui/console/context.ts'
import { CounterQuestion } from './CounterQuestion.tsx'
import { hallTexts } from './texts.ts'

export type CounterParkProps = {
  readonly busy: boolean
  readonly onChoose: (reason: ParkedFor) => void
  readonly onNotYet: () => void
}

/** What does the person wait for? 1, 2, 3 choose, Escape goes back. */
export function CounterPark({ busy, onChoose, onNotYet }: CounterParkProps) {
  const t = hallTexts(useConsole().language)
  return (
    <CounterQuestion
      question={t('park.question')}
      choices={PARKED_FOR.map((reason) => ({ value: reason, text: t(`parked.${reason}`) }))}
      busy={busy}
      onChoose={onChoose}
      onNotYet={onNotYet}
    />
  )
}
