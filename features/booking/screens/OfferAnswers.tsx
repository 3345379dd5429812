import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { acceptForCallerRoute, declineForCallerRoute } from '../contract/waitlist.ts'
import { writeBookingNumber } from '../model.ts'
import { OFFER_FAILURES } from './failures.ts'
import { bookingTexts } from './texts.ts'

/** The two answers to an offer that was read to somebody on the telephone. */
export function OfferAnswers({
  wish,
  startsAt,
  name,
  onDone,
}: {
  readonly wish: string
  /** Which time was read out: an answer to another one is refused. */
  readonly startsAt: string
  readonly name: string
  readonly onDone: () => void
}) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const accept = useCommand(acceptForCallerRoute)
  const decline = useCommand(declineForCallerRoute)
  const [failure, setFailure] = useState<ErrorCode<typeof acceptForCallerRoute> | ClientCode>()
  const input = { params: { wish }, body: { startsAt } }

  async function take() {
    const answer = await accept.press(input)
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok)
      announce(t('waitlist.accepted', { number: writeBookingNumber(answer.value.bookingNumber) }))
    if (answer.ok || answer.code === 'offer_over') onDone()
  }

  async function refuse() {
    const answer = await decline.press(input)
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('waitlist.declined'))
    onDone()
  }

  return (
    <>
      <div className="console-toolbar">
        <ActionButton
          variant="primary"
          label={t('waitlist.acceptNamed', { name })}
          busy={accept.busy}
          onPress={() => void take()}
        >
          {t('waitlist.accept')}
        </ActionButton>
        <ActionButton
          label={t('waitlist.declineNamed', { name })}
          busy={decline.busy}
          onPress={() => void refuse()}
        >
          {t('waitlist.decline')}
        </ActionButton>
      </div>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, OFFER_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
    </>
  )
}
