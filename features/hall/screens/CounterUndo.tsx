import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { UNDO_KEY } from './counterKeys.ts'
import { type CounterViewNow, hallTexts } from './texts.ts'

/** What the counter says by itself (useCounterAnnouncements.ts) is not said a second time here. */
const SAID_ALREADY: ReadonlySet<string> = new Set(['called', 'started', 'paused'])

export type CounterUndoProps = {
  readonly undo: CounterViewNow['undo']
  readonly seconds: number
  readonly busy: boolean
  readonly onUndo: () => void
}

/**
 * What was done last, and that it can be taken back for some seconds. The line keeps its place when it is empty, so
 * that nothing jumps; a reader hears it once and not the seconds.
 */
export function CounterUndo({ undo, seconds, busy, onUndo }: CounterUndoProps) {
  const t = hallTexts(useConsole().language)
  const shown = undo && seconds > 0
  return (
    <div className="counter-undo">
      <p className="counter-undo__words" role="status">
        {shown && (
          <span aria-hidden={SAID_ALREADY.has(undo.event) ? true : undefined}>
            {t(`undo.${undo.event}`, { number: undo.ticketNumber ?? '' })}
          </span>
        )}
        {shown && <span className="kern-sr-only"> {t('undo.hint', { key: UNDO_KEY })}</span>}
      </p>
      {shown && (
        <>
          <ActionButton variant="tertiary" shortcut={UNDO_KEY} busy={busy} onPress={onUndo}>
            {t('action.undo')}
          </ActionButton>
          <span className="counter-undo__seconds" aria-hidden="true">
            {t('undo.seconds', { seconds })}
          </span>
        </>
      )}
    </div>
  )
}
