import type { ReactNode } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { hallTexts } from './texts.ts'

export type CounterQuestionProps<Choice extends string> = {
  readonly question: string
  readonly choices: readonly { readonly value: Choice; readonly text: string }[]
  readonly busy: boolean
  readonly onChoose: (choice: Choice) => void
  readonly onNotYet: () => void
  /** Another way to answer, behind the choices. */
  readonly children?: ReactNode
}

/** One question with few answers. The focus lies on the first, so that Enter is enough; 1, 2, 3 choose, Escape goes back. */
export function CounterQuestion<Choice extends string>(props: CounterQuestionProps<Choice>) {
  const { question, choices, busy, onChoose, onNotYet, children } = props
  const t = hallTexts(useConsole().language)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset with its legend cannot stand at the panel's foot
    <div className="counter-outcome" role="group" aria-labelledby="counter-question">
      <p className="kern-label" id="counter-question">
        {question}
      </p>
      <div className="console-toolbar">
        {choices.map(({ value, text }, position) => (
          <ActionButton
            key={value}
            variant={position === 0 ? 'primary' : 'secondary'}
            shortcut={String(position + 1)}
            autoFocus={position === 0}
            busy={busy}
            onPress={() => onChoose(value)}
          >
            {text}
          </ActionButton>
        ))}
        {children}
        <ActionButton variant="tertiary" shortcut="Esc" onPress={onNotYet}>
          {t('outcome.back')}
        </ActionButton>
      </div>
    </div>
  )
}
