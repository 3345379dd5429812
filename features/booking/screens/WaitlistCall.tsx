import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { acceptForCallerRoute, declineForCallerRoute } from '../contract/waitlist.ts'
import { writeBookingNumber } from '../model.ts'
import { OFFER_FAILURES } from './failures.ts'
import { bookingTexts } from './texts.ts'
import { type ShownWish, useOfferWords } from './waitlistWords.ts'

/** Somebody to be called: what is offered, until when, and the two answers. */
export function WaitlistCall({ wish, onDone }: { readonly wish: ShownWish; readonly onDone: () => void }) {
  const { language, directory, announce } = useConsole()
  const t = bookingTexts(language)
  const accept = useCommand(acceptForCallerRoute)
  const decline = useCommand(declineForCallerRoute)
  const [failure, setFailure] = useState<ErrorCode<typeof acceptForCallerRoute> | ClientCode>()
  const words = useOfferWords(wish)
  const name = wish.name ?? t('find.nameGone')
  if (!wish.offer || !words) return null
  const input = { params: { wish: wish.wish }, body: { startsAt: wish.offer.startsAt } }

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
    <li className="console-item">
      <div className="console-item__main">
        <strong>{name}</strong>
        {wish.phone && (
          <a className="kern-link console-line" href={`tel:${wish.phone.replaceAll(/[^+0-9]/g, '')}`}>
            {t('waitlist.call', { name, phone: wish.phone })}
          </a>
        )}
        <span className="console-line">{words.time}</span>
        <span className="console-line">
          {wish.services.map(({ service }) => serviceTitle(directory, service)).join(', ')}
        </span>
        <span className="console-line">{t('waitlist.until', { time: words.until })}</span>
      </div>
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
    </li>
  )
}
