import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { leaveRoute } from '../contract.ts'
import { LEAVE_FAILURES } from './failures.ts'
import { type HallNow, hallTexts, type VisitNow } from './texts.ts'
import { WaitingList } from './WaitingList.tsx'

/** Everybody who waits, in call order; who has gone is taken out. */
export function WaitingPanel({ hall }: { readonly hall: HallNow }) {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const leave = useCommand(leaveRoute)
  const [leaving, setLeaving] = useState<VisitNow>()
  const [failure, setFailure] = useState<ErrorCode<typeof leaveRoute> | ClientCode>()
  const number = leaving?.ticketNumber ?? ''

  async function gone() {
    if (!leaving) return
    const answer = await leave.press({ params: { visit: leaving.visit } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('leave.done', { number }))
    setLeaving(undefined)
  }

  return (
    <section className="console-panel" aria-labelledby="hall-waiting">
      <h2 className="console-panel__title" id="hall-waiting">
        {t('waiting.title', { count: hall.waiting.length })}
      </h2>
      {failure && (
        <Alert kind="warning" title={failureText(failure, LEAVE_FAILURES, t, common)} live="assertive" />
      )}
      {hall.waiting.length === 0 ? (
        <p className="console-empty">{t('waiting.none')}</p>
      ) : (
        <WaitingList
          visits={hall.waiting}
          hall={hall}
          action={(visit) => (
            <ActionButton
              variant="tertiary"
              label={t('leave.named', { number: visit.ticketNumber ?? '' })}
              onPress={() => setLeaving(visit)}
            >
              {t('leave.button')}
            </ActionButton>
          )}
        />
      )}
      <Confirm
        title={t('leave.question', { number })}
        text={t('leave.text')}
        yes={t('leave.yes')}
        no={common('cancel')}
        open={leaving !== undefined}
        busy={leave.busy}
        onYes={() => void gone()}
        onClose={() => setLeaving(undefined)}
      />
    </section>
  )
}
