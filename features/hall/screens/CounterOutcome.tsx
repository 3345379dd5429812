import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { OUTCOMES, type Outcome } from './counterKeys.ts'
import { hallTexts } from './texts.ts'

export type CounterOutcomeProps = {
  readonly busy: boolean
  readonly onChoose: (outcome: Outcome) => void
  readonly onNotYet: () => void
}

/** How did it end? The focus lies on "done", so that Enter is enough; 1, 2, 3 choose, Escape goes back. */
export function CounterOutcome({ busy, onChoose, onNotYet }: CounterOutcomeProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset with its legend cannot stand at the panel's foot
    <div className="counter-outcome" role="group" aria-labelledby="counter-outcome">
      <p className="kern-label" id="counter-outcome">
        {t('outcome.question')}
      </p>
      <div className="console-toolbar">
        {OUTCOMES.map((outcome, position) => (
          <ActionButton
            key={outcome}
            variant={position === 0 ? 'primary' : 'secondary'}
            shortcut={String(position + 1)}
            autoFocus={position === 0}
            busy={busy}
            onPress={() => onChoose(outcome)}
          >
            {t(`outcome.${outcome}`)}
          </ActionButton>
        ))}
        <ActionButton variant="tertiary" shortcut="Esc" onPress={onNotYet}>
          {t('outcome.back')}
        </ActionButton>
      </div>
    </div>
  )
}
