import { useState } from 'react'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { CHOICE_REASONS, type ChoiceReason } from '../model/reasons.ts'
import { CounterFailure } from './CounterFailure.tsx'
import type { CounterPanelProps } from './CounterPanels.tsx'
import { hallTexts } from './texts.ts'
import { servedHere } from './visitWords.ts'
import { WaitingList } from './WaitingList.tsx'

/** Calls somebody out of order: first why, then whom. The reason is kept, and counted for the site. */
export function ChoosePanel({ view, hall, at, onClose }: CounterPanelProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const [reason, setReason] = useState<ChoiceReason>()
  const [missing, setMissing] = useState(false)
  const mine = servedHere(hall, view.counter, hall.waiting)

  async function call(visit: string) {
    setMissing(reason === undefined)
    if (reason && (await at.handOver.choose({ visit, reason }))) onClose()
  }

  return (
    <DialogBox title={t('choose.title')} open onClose={onClose}>
      <div className="console-form">
        <p className="kern-body">{t('choose.intro')}</p>
        <Picker
          label={t('choose.reason')}
          placeholder={t('choose.pick')}
          value={reason}
          onChange={(value) => {
            setReason(CHOICE_REASONS.find((one) => one === value))
            setMissing(false)
          }}
          options={CHOICE_REASONS.map((one) => ({ value: one, text: t(`reason.${one}`) }))}
        />
        {missing && <Alert kind="warning" title={t('choose.missing')} live="assertive" />}
        <CounterFailure code={at.failure} />
        {mine.length === 0 ? (
          <p className="console-empty">{t('waiting.forThis', { count: 0 })}</p>
        ) : (
          <WaitingList
            visits={mine}
            hall={hall}
            action={({ visit, ticketNumber }) => (
              <ActionButton
                label={t('choose.named', { number: ticketNumber ?? '' })}
                busy={at.busy}
                onPress={() => void call(visit)}
              >
                {t('choose.button')}
              </ActionButton>
            )}
          />
        )}
        <ActionButton onPress={onClose}>{consoleTexts(language)('cancel')}</ActionButton>
      </div>
    </DialogBox>
  )
}
