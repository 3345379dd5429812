import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DeskFailure } from './DeskFailure.tsx'
import { type HallNow, hallTexts } from './texts.ts'
import { type DeskDone, useDesk } from './useDesk.ts'
import { WaitingList } from './WaitingList.tsx'

/**
 * People who were set aside. When what they wait for is there, they wait again at the place they had; whoever has gone
 * waits no more. Both can be taken back for ten seconds.
 */
export function ParkedPanel({ hall, onDone }: { readonly hall: HallNow } & DeskDone) {
  const t = hallTexts(useConsole().language)
  const desk = useDesk(onDone)
  if (hall.parked.length === 0 && !desk.failure) return null
  return (
    <section className="console-panel" aria-labelledby="hall-parked">
      <h2 className="console-panel__title" id="hall-parked">
        {t('parked.title', { count: hall.parked.length })}
      </h2>
      <DeskFailure code={desk.failure} />
      <WaitingList
        visits={hall.parked}
        hall={hall}
        action={(visit) => (
          <span className="console-toolbar">
            <ActionButton
              label={t('parked.readyNamed', { number: visit.ticketNumber ?? '' })}
              busy={desk.busy}
              onPress={() => void desk.unpark(visit)}
            >
              {t('parked.ready')}
            </ActionButton>
            <ActionButton
              variant="tertiary"
              label={t('leave.named', { number: visit.ticketNumber ?? '' })}
              busy={desk.busy}
              onPress={() => void desk.left(visit)}
            >
              {t('leave.button')}
            </ActionButton>
          </span>
        )}
      />
    </section>
  )
}
