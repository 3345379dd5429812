import { useEffect, useState } from 'react'
import { monotonic } from '#platform/time/clock.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { UNDO_FOR } from '../model/undo.ts'
import { DeskFailure } from './DeskFailure.tsx'
import { hallTexts, type VisitNow } from './texts.ts'
import { useDesk } from './useDesk.ts'

/** Something that was done at the desk a moment ago. */
export type JustDone = Pick<VisitNow, 'visit' | 'ticketNumber'> & {
  /** In words. */
  readonly said: string
  /** By a clock that never jumps. */
  readonly at: number
}

export type DeskUndoProps = {
  readonly last: JustDone | undefined
  readonly onUndone: () => void
}

/**
 * What the desk did last, and that it can be taken back: ten seconds, as the server has it. It keeps its place when it is
 * empty, so that nothing jumps; a reader hears it once and not the seconds.
 */
export function DeskUndo({ last, onUndone }: DeskUndoProps) {
  const t = hallTexts(useConsole().language)
  const desk = useDesk()
  const seconds = useSecondsSince(last?.at)
  const number = last?.ticketNumber ?? ''
  const shown = last !== undefined && seconds > 0
  return (
    <div className="desk-undo">
      <p className="desk-undo__words" role="status">
        {shown && last.said}
        {shown && <span className="kern-sr-only"> {t('desk.undoHint')}</span>}
      </p>
      {shown && (
        <>
          <ActionButton
            variant="tertiary"
            busy={desk.busy}
            label={t('desk.undoNamed', { number })}
            onPress={() => void desk.undo(last).then(onUndone)}
          >
            {t('action.undo')}
          </ActionButton>
          <span className="counter-undo__seconds" aria-hidden="true">
            {t('undo.seconds', { seconds })}
          </span>
        </>
      )}
      {!shown && <DeskFailure code={desk.failure} />}
    </div>
  )
}

/** Whole seconds in which something done at a moment can still be taken back; 0 without one. */
function useSecondsSince(at: number | undefined): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const show = () =>
      setSeconds(at === undefined ? 0 : Math.max(0, Math.ceil((UNDO_FOR + at - monotonic()) / 1_000)))
    show()
    if (at === undefined) return
    const timer = setInterval(show, 250)
    return () => clearInterval(timer)
  }, [at])
  return seconds
}
