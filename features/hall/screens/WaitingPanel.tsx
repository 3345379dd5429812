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
import { DeskDialog } from './DeskDialog.tsx'
import { DeskVisit } from './DeskVisit.tsx'
import { LEAVE_FAILURES } from './failures.ts'
import { SplitDialog } from './SplitDialog.tsx'
import { type HallNow, hallTexts, type VisitNow } from './texts.ts'
import { useDesk } from './useDesk.ts'
import { WaitingList } from './WaitingList.tsx'

/** What is open of which person. */
type Opened = {
  readonly visit: VisitNow
  readonly panel: 'all' | 'matters' | 'split' | 'print' | 'leave'
}

/** Everybody who waits, in call order, and what the information desk can do with each. */
export function WaitingPanel({ hall }: { readonly hall: HallNow }) {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const desk = useDesk()
  const leave = useCommand(leaveRoute)
  const [opened, setOpened] = useState<Opened>()
  const [failure, setFailure] = useState<ErrorCode<typeof leaveRoute> | ClientCode>()
  const number = opened?.visit.ticketNumber ?? ''
  const close = () => setOpened(undefined)

  function open(visit: VisitNow, panel: Opened['panel']) {
    desk.forget()
    setOpened({ visit, panel })
  }

  async function gone() {
    if (!opened) return
    const answer = await leave.press({ params: { visit: opened.visit.visit } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('leave.done', { number }))
    close()
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
              label={t('desk.changeNamed', { number: visit.ticketNumber ?? '' })}
              onPress={() => open(visit, 'all')}
            >
              {t('desk.change')}
            </ActionButton>
          )}
        />
      )}
      {opened?.panel === 'all' && (
        <DeskDialog
          visit={opened.visit}
          desk={desk}
          onOpen={(panel) => open(opened.visit, panel)}
          onClose={close}
        />
      )}
      {(opened?.panel === 'matters' || opened?.panel === 'print') && (
        <DeskVisit site={hall.site} visit={opened.visit} panel={opened.panel} desk={desk} onClose={close} />
      )}
      {opened?.panel === 'split' && <SplitDialog site={hall.site} visit={opened.visit} onClose={close} />}
      <Confirm
        title={t('leave.question', { number })}
        text={t('leave.text')}
        yes={t('leave.yes')}
        no={common('cancel')}
        open={opened?.panel === 'leave'}
        busy={leave.busy}
        onYes={() => void gone()}
        onClose={close}
      />
    </section>
  )
}
