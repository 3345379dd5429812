import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { CounterFailure } from './CounterFailure.tsx'
import type { CounterPanelProps } from './CounterPanels.tsx'
import { hallTexts } from './texts.ts'
import { servedHere } from './visitWords.ts'
import { WaitingList } from './WaitingList.tsx'

/** Takes somebody back who was set aside; the focus lies on the first, so that Enter is enough. */
export function FetchPanel({ view, hall, at, onClose }: CounterPanelProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const mine = servedHere(hall, view.counter, hall.parked)
  const fetch = async (visit: string) => {
    if (await at.handOver.fetch(visit)) onClose()
  }
  return (
    <DialogBox title={t('parked.title', { count: mine.length })} open onClose={onClose}>
      <CounterFailure code={at.failure} />
      {mine.length === 0 ? (
        <p className="console-empty">{t('parked.none')}</p>
      ) : (
        <WaitingList
          visits={mine}
          hall={hall}
          action={({ visit, ticketNumber }) => (
            <ActionButton
              label={t('parked.fetchNamed', { number: ticketNumber ?? '' })}
              autoFocus={visit === mine[0]?.visit}
              busy={at.busy}
              onPress={() => void fetch(visit)}
            >
              {t('parked.fetch')}
            </ActionButton>
          )}
        />
      )}
      <ActionButton autoFocus={mine.length === 0} onPress={onClose}>
        {consoleTexts(language)('cancel')}
      </ActionButton>
    </DialogBox>
  )
}
