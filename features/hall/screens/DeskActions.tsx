import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { type DeskAction, type DeskState, deskKeys } from './deskKeys.ts'
import { hallTexts } from './texts.ts'

export type DeskActionsProps = {
  readonly state: DeskState
  readonly busy: boolean
  readonly disabled: boolean
  readonly onAct: (action: DeskAction) => void
}

/** What can be done now, each with its key; the usual next step large. */
export function DeskActions({ state, busy, disabled, onAct }: DeskActionsProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const keys = deskKeys(state)
  const button = (action: DeskAction, key: string, big: boolean) => (
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
    <div className="desk-actions">
      {keys.filter(({ main }) => main).map(({ action, key }) => button(action, key, true))}
      <div className="console-toolbar">
        {keys.filter(({ main }) => !main).map(({ action, key }) => button(action, key, false))}
      </div>
    </div>
  )
}
