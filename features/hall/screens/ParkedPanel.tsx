import { useCallback, useState } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DeskFailure } from './DeskFailure.tsx'
import { DeskUndo, type UndoneAtDesk } from './DeskUndo.tsx'
import { type HallNow, hallTexts, type VisitNow } from './texts.ts'
import { useDesk } from './useDesk.ts'
import { WaitingList } from './WaitingList.tsx'

/**
 * People who were set aside. When what they wait for is there, they wait again at the place they had; whoever has gone
 * waits no more. Both can be taken back for ten seconds.
 */
export function ParkedPanel({ hall }: { readonly hall: HallNow }) {
  const t = hallTexts(useConsole().language)
  const desk = useDesk()
  const [undone, setUndone] = useState<UndoneAtDesk>()
  const forget = useCallback(() => setUndone(undefined), [])
  if (hall.parked.length === 0 && !desk.failure && !undone) return null
  const act = async (
    visit: VisitNow,
    event: UndoneAtDesk['event'],
    press: (visit: VisitNow) => Promise<boolean>,
  ) => {
    if (await press(visit)) setUndone({ visit, event })
  }
  return (
    <section className="console-panel" aria-labelledby="hall-parked">
      <h2 className="console-panel__title" id="hall-parked">
        {t('parked.title', { count: hall.parked.length })}
      </h2>
      <DeskFailure code={desk.failure} />
      <DeskUndo
        undone={undone}
        busy={desk.busy}
        onUndo={(visit) => void desk.undo(visit).then(forget)}
        onOver={forget}
      />
      <WaitingList
        visits={hall.parked}
        hall={hall}
        action={(visit) => (
          <span className="console-toolbar">
            <ActionButton
              label={t('parked.readyNamed', { number: visit.ticketNumber ?? '' })}
              busy={desk.busy}
              onPress={() => void act(visit, 'unparked', desk.unpark)}
            >
              {t('parked.ready')}
            </ActionButton>
            <ActionButton
              variant="tertiary"
              label={t('leave.named', { number: visit.ticketNumber ?? '' })}
              busy={desk.busy}
              onPress={() => void act(visit, 'left', desk.left)}
            >
              {t('leave.button')}
            </ActionButton>
          </span>
        )}
      />
    </section>
  )
}
