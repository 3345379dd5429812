import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { settleRoute } from '../contract.ts'
import { SETTLE_FAILURES } from './failures.ts'
import { precheckTexts, type QueuedVisit } from './texts.ts'

/** Ends a visit before it takes place. It is asked once more, with the way by which the person hears of it. */
export function Settle(props: {
  readonly site: string
  readonly visit: QueuedVisit
  readonly onSettled: () => void
}) {
  const { site, visit, onSettled } = props
  const { language, announce } = useConsole()
  const t = precheckTexts(language)
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof settleRoute> | ClientCode>()
  const settle = useCommand(settleRoute)

  async function press() {
    const answer = await settle.press({
      params: { site, visit: visit.visit },
      body: { version: visit.version },
    })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    setAsking(false)
    announce(t('settled'))
    onSettled()
  }

  return (
    <>
      <ActionButton onPress={() => setAsking(true)}>{t('settle')}</ActionButton>
      <DialogBox title={t('settle.title')} open={asking} onClose={() => setAsking(false)}>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, SETTLE_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        <p className="kern-body">{t(`settle.${visit.reached}`)}</p>
        <p className="kern-body">{t('settle.text')}</p>
        <div className="console-toolbar">
          <ActionButton variant="primary" busy={settle.busy} onPress={() => void press()}>
            {t('settle.yes')}
          </ActionButton>
          <ActionButton onPress={() => setAsking(false)}>{t('settle.no')}</ActionButton>
        </div>
      </DialogBox>
    </>
  )
}
