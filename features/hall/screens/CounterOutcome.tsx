import { useState } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { serviceTitle } from '#ui/console/directory.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { CounterQuestion } from './CounterQuestion.tsx'
import { OUTCOMES, type Outcome } from './counterKeys.ts'
import { type Ended, hallTexts } from './texts.ts'

/** The key that opens the outcome of each matter. */
export const EACH_KEY = '4'

export type CounterOutcomeProps = {
  /** What was to be done: with more than one matter, each may end otherwise. */
  readonly services: readonly string[]
  readonly busy: boolean
  readonly each: boolean
  readonly onEach: (open: boolean) => void
  readonly onChoose: (outcome: Ended) => void
  readonly onNotYet: () => void
}

/** How did it end? For all matters at once, or for each by itself. */
export function CounterOutcome({ services, busy, each, onEach, onChoose, onNotYet }: CounterOutcomeProps) {
  const t = hallTexts(useConsole().language)
  return (
    <>
      <CounterQuestion
        question={t('outcome.question')}
        choices={OUTCOMES.map((outcome) => ({ value: outcome, text: t(`outcome.${outcome}`) }))}
        busy={busy}
        onChoose={(outcome) => onChoose({ outcome })}
        onNotYet={onNotYet}
      >
        {services.length > 1 && (
          <ActionButton shortcut={EACH_KEY} onPress={() => onEach(true)}>
            {t('outcome.each')}
          </ActionButton>
        )}
      </CounterQuestion>
      {each && (
        <EachOutcome services={services} busy={busy} onChoose={onChoose} onClose={() => onEach(false)} />
      )}
    </>
  )
}

type EachProps = Pick<CounterOutcomeProps, 'services' | 'busy' | 'onChoose'> & {
  readonly onClose: () => void
}

function EachOutcome({ services, busy, onChoose, onClose }: EachProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const [chosen, setChosen] = useState<Readonly<Record<string, Outcome>>>({})
  const outcomeOf = (service: string): Outcome => chosen[service] ?? 'done'
  const end = () =>
    onChoose({
      outcome: 'done',
      others: services
        .map((service) => ({ service, outcome: outcomeOf(service) }))
        .filter(({ outcome }) => outcome !== 'done'),
    })
  return (
    <DialogBox title={t('outcome.question')} open onClose={onClose}>
      <div className="console-form">
        {services.map((service) => (
          <Picker
            key={service}
            label={serviceTitle(directory, service)}
            value={outcomeOf(service)}
            onChange={(value) =>
              setChosen({ ...chosen, [service]: OUTCOMES.find((one) => one === value) ?? 'done' })
            }
            options={OUTCOMES.map((one) => ({ value: one, text: t(`outcome.${one}`) }))}
          />
        ))}
        <div className="console-toolbar">
          <ActionButton variant="primary" busy={busy} onPress={end}>
            {t('action.finish')}
          </ActionButton>
          <ActionButton onPress={onClose}>{consoleTexts(language)('cancel')}</ActionButton>
        </div>
      </div>
    </DialogBox>
  )
}
