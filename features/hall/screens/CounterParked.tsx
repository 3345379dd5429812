import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import type { CounterPanelProps } from './CounterPanels.tsx'
import { counterState } from './counterKeys.ts'
import { hallTexts } from './texts.ts'
import { servedHere } from './visitWords.ts'
import { WaitingList } from './WaitingList.tsx'

/** Those who were set aside and whom this counter can take back, unless they have gone. */
export function CounterParked({ view, hall, at }: Omit<CounterPanelProps, 'onClose'>) {
  const t = hallTexts(useConsole().language)
  const mine = servedHere(hall, view.counter, hall.parked)
  if (mine.length === 0) return null
  const free = counterState(view) === 'idle'
  return (
    <section className="console-panel" aria-labelledby="counter-parked">
      <h2 className="console-panel__title" id="counter-parked">
        {t('parked.title', { count: mine.length })}
      </h2>
      <WaitingList
        visits={mine}
        hall={hall}
        action={({ visit, ticketNumber }) => (
          <span className="console-toolbar">
            {free && (
              <ActionButton
                label={t('parked.fetchNamed', { number: ticketNumber ?? '' })}
                busy={at.busy}
                onPress={() => void at.handOver.fetch(visit)}
              >
                {t('parked.fetch')}
              </ActionButton>
            )}
            <ActionButton
              variant="tertiary"
              label={t('leave.named', { number: ticketNumber ?? '' })}
              busy={at.busy}
              onPress={() => void at.handOver.left(visit)}
            >
              {t('leave.button')}
            </ActionButton>
          </span>
        )}
      />
    </section>
  )
}
