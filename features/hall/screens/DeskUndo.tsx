import { useEffect } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { UNDO_FOR } from '../model/undo.ts'
import { hallTexts, type VisitNow } from './texts.ts'

/** What the desk has just done with somebody. */
export type UndoneAtDesk = { readonly visit: VisitNow; readonly event: 'unparked' | 'left' }

export type DeskUndoProps = {
  readonly undone: UndoneAtDesk | undefined
  readonly busy: boolean
  readonly onUndo: (visit: VisitNow) => void
  readonly onOver: () => void
}

/** What was done last at the desk, and that it can be taken back: ten seconds, as the server has it. */
export function DeskUndo({ undone, busy, onUndo, onOver }: DeskUndoProps) {
  const t = hallTexts(useConsole().language)
  useEffect(() => {
    if (!undone) return
    const over = setTimeout(onOver, UNDO_FOR)
    return () => clearTimeout(over)
  }, [undone, onOver])
  if (!undone) return null
  return (
    <div className="counter-undo">
      <p className="counter-undo__words">
        {t(`undo.${undone.event}`, { number: undone.visit.ticketNumber ?? '' })}
      </p>
      <ActionButton variant="tertiary" busy={busy} onPress={() => onUndo(undone.visit)}>
        {t('action.undo')}
      </ActionButton>
    </div>
  )
}
