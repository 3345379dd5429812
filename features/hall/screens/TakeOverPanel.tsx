import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { serviceTitle } from '#ui/console/directory.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { CounterFailure } from './CounterFailure.tsx'
import type { CounterPanelProps } from './CounterPanels.tsx'
import { hallTexts } from './texts.ts'

/** Brings the person at a colleague's counter to this one. */
export function TakeOverPanel({ view, hall, at, onClose }: CounterPanelProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const others = hall.counters.flatMap(({ counter, label, visit }) =>
    visit && counter !== view.counter ? [{ counter, label: label[language], visit }] : [],
  )
  const take = async (counter: string) => {
    if (await at.handOver.takeOver(counter)) onClose()
  }
  return (
    <DialogBox title={t('takeOver.title')} open onClose={onClose}>
      <CounterFailure code={at.failure} />
      {others.length === 0 ? (
        <p className="console-empty">{t('takeOver.none')}</p>
      ) : (
        <ul className="console-list">
          {others.map(({ counter, label, visit }, position) => (
            <li className="console-item" key={counter}>
              <span className="console-number">{visit.ticketNumber}</span>
              <span className="console-item__main">
                {label}
                <span className="console-line">
                  {visit.services.map((key) => serviceTitle(directory, key)).join(', ')}
                </span>
              </span>
              <ActionButton
                label={t('takeOver.named', { number: visit.ticketNumber ?? '', counter: label })}
                autoFocus={position === 0}
                busy={at.busy}
                onPress={() => void take(counter)}
              >
                {t('takeOver.button')}
              </ActionButton>
            </li>
          ))}
        </ul>
      )}
      <ActionButton autoFocus={others.length === 0} onPress={onClose}>
        {consoleTexts(language)('cancel')}
      </ActionButton>
    </DialogBox>
  )
}
