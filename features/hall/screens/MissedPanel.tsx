import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { deskCheckInRoute } from '../contract.ts'
import { ARRIVAL_FAILURES } from './failures.ts'
import { type HallNow, hallTexts, type VisitNow } from './texts.ts'
import { WaitingList } from './WaitingList.tsx'

/** People who did not come when they were called. Once they may wait again, at their old place. */
export function MissedPanel({ hall }: { readonly hall: HallNow }) {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const back = useCommand(deskCheckInRoute)
  const [failure, setFailure] = useState<ErrorCode<typeof deskCheckInRoute> | ClientCode>()
  if (hall.missed.length === 0 && !failure) return null

  async function bring(visit: VisitNow) {
    const answer = await back.press({ params: { site: hall.site, visit: visit.visit } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('missed.back', { number: visit.ticketNumber ?? '' }))
  }

  return (
    <section className="console-panel" aria-labelledby="hall-missed">
      <h2 className="console-panel__title" id="hall-missed">
        {t('missed.title')}
      </h2>
      {failure && (
        <Alert
          kind="warning"
          title={failureText(failure, ARRIVAL_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <WaitingList
        visits={hall.missed}
        hall={hall}
        action={(visit) => (
          <ActionButton
            label={t('missed.named', { number: visit.ticketNumber ?? '' })}
            busy={back.busy}
            onPress={() => void bring(visit)}
          >
            {t('missed.button')}
          </ActionButton>
        )}
      />
    </section>
  )
}
