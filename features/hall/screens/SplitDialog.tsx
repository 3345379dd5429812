import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { splitRoute } from '../contract/standing.ts'
import { SPLIT_FAILURES } from './failures.ts'
import { TicketSlip } from './TicketSlip.tsx'
import { hallTexts, type VisitNow } from './texts.ts'

export type SplitDialogProps = {
  readonly site: string
  readonly visit: VisitNow
  readonly onClose: () => void
}

/** Some of a party need something else: they get a number of their own, at the same place. */
export function SplitDialog({ site, visit, onClose }: SplitDialogProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const split = useCommand(splitRoute)
  const [people, setPeople] = useState('1')
  const [service, setService] = useState<string>()
  const [failure, setFailure] = useState<ErrorCode<typeof splitRoute> | ClientCode>()
  const [parted, setParted] = useState<Output<typeof splitRoute>>()
  const counts = Array.from({ length: visit.people - 1 }, (_, position) => position + 1)

  async function part() {
    if (!service) return
    const body = { people: Number(people), services: [service] }
    const answer = await split.press({ params: { visit: visit.visit }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) setParted(answer.value)
  }

  if (parted)
    return (
      <TicketSlip
        site={site}
        drawn={{ ...parted, visit: undefined, ahead: undefined, language: visit.language }}
        onClose={onClose}
      />
    )
  return (
    <DialogBox title={t('split.title', { number: visit.ticketNumber ?? '' })} open onClose={onClose}>
      {counts.length === 0 ? (
        <p className="kern-body">{t('failure.too_few_people')}</p>
      ) : (
        <div className="console-form">
          <Picker
            label={t('split.people')}
            value={people}
            onChange={setPeople}
            options={counts.map((count) => ({ value: String(count), text: common('people', { count }) }))}
          />
          <Picker
            label={t('split.service')}
            placeholder={t('choose.pick')}
            value={service}
            onChange={setService}
            options={directory.services
              .filter(({ walkInAt }) => walkInAt.includes(site))
              .map(({ key, title }) => ({ value: key, text: title }))}
          />
          {failure && (
            <Alert kind="danger" title={failureText(failure, SPLIT_FAILURES, t, common)} live="assertive" />
          )}
        </div>
      )}
      <div className="console-toolbar">
        {counts.length > 0 && (
          <ActionButton
            variant="primary"
            busy={split.busy}
            disabled={service === undefined}
            onPress={() => void part()}
          >
            {t('split.button')}
          </ActionButton>
        )}
        <ActionButton autoFocus={counts.length === 0} onPress={onClose}>
          {common('cancel')}
        </ActionButton>
      </div>
    </DialogBox>
  )
}
