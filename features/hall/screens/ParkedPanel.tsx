import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DeskFailure } from './DeskFailure.tsx'
import { type HallNow, hallTexts } from './texts.ts'
import { useDesk } from './useDesk.ts'
import { WaitingList } from './WaitingList.tsx'

/** People who were set aside. When what they wait for is there, they wait again at the place they had. */
export function ParkedPanel({ hall }: { readonly hall: HallNow }) {
  const t = hallTexts(useConsole().language)
  const desk = useDesk()
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
          <ActionButton
            label={t('parked.readyNamed', { number: visit.ticketNumber ?? '' })}
            busy={desk.busy}
            onPress={() => void desk.unpark(visit)}
          >
            {t('parked.ready')}
          </ActionButton>
        )}
      />
    </section>
  )
}
