import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { type CounterAction, type CounterState, counterKeys } from './counterKeys.ts'
import { hallTexts } from './texts.ts'

export type CounterActionsProps = {
  readonly state: CounterState
  readonly busy: boolean
  readonly disabled: boolean
  readonly onAct: (action: CounterAction) => void
}

/** What can be done now, each with its key; the usual next step large. */
export function CounterActions({ state, busy, disabled, onAct }: CounterActionsProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const keys = counterKeys(state)
  const button = (action: CounterAction, key: string, big: boolean) => (
    <ActionButton
      key={action}
      big={big}
      shortcut={key}
      busy={busy}
      disabled={disabled}
      onPress={() => onAct(action)}
    >
      {t(`action.${action}`)}
    </ActionButton>
  )
  return (
    <div className="counter-actions">
      {keys.filter(({ main }) => main).map(({ action, key }) => button(action, key, true))}
      <div className="console-toolbar">
        {keys.filter(({ main }) => !main).map(({ action, key }) => button(action, key, false))}
      </div>
    </div>
  )
}
