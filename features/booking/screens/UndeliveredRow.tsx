import { type ReactNode, useState } from 'react'
import type { CallOutcome } from '#features/message/model/call.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { placeAt, serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { Tag } from '#ui/Tag.tsx'
import { noteCallRoute, sendAgainRoute, type undeliveredRoute } from '../contract/undelivered.ts'
import { writeBookingNumber } from '../model.ts'
import { Called, CallOutcomes } from './CallParts.tsx'
import { UNDELIVERED_FAILURES } from './failures.ts'
import { OfferAnswers } from './OfferAnswers.tsx'
import { bookingTexts } from './texts.ts'
import { useOfferWords } from './waitlistWords.ts'

export type ShownMessage = Output<typeof undeliveredRoute>['messages'][number]
export type ShownWish = Output<typeof undeliveredRoute>['wishes'][number]
type Failure = ErrorCode<typeof sendAgainRoute> | ClientCode

/** A message about a visit: to whom, what about, why it did not arrive, what to say, and what can be done. */
export function MessageRow({
  message,
  onDone,
}: {
  readonly message: ShownMessage
  readonly onDone: () => void
}) {
  const mayRepeat = message.channel !== 'telephone' && (message.channel !== 'mail' || message.email !== null)
  return (
    <Row message={message} mayRepeat={mayRepeat} onDone={onDone}>
      <Words message={message} />
    </Row>
  )
}

/** The same about a place on the waitlist. */
export function WishRow({ wish, onDone }: { readonly wish: ShownWish; readonly onDone: () => void }) {
  const t = bookingTexts(useConsole().language)
  const mayRepeat = wish.channel === 'sms' || (wish.channel === 'mail' && wish.email !== null)
  const { offer } = wish
  return (
    <Row message={wish} mayRepeat={mayRepeat} onDone={onDone}>
      <WishWords wish={wish} />
      {offer && (
        <OfferAnswers
          wish={wish.wish}
          startsAt={offer.startsAt}
          name={wish.name ?? t('find.nameGone')}
          onDone={onDone}
        />
      )}
    </Row>
  )
}

type RowProps = {
  readonly message: Pick<ShownMessage, 'message' | 'name' | 'told'>
  readonly mayRepeat: boolean
  readonly onDone: () => void
  readonly children: ReactNode
}

function Row({ message, mayRepeat, onDone, children }: RowProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const send = useCommand(sendAgainRoute)
  const note = useCommand(noteCallRoute)
  const [failure, setFailure] = useState<Failure>()
  const name = message.name ?? t('find.nameGone')
  const params = { message: message.message }

  /** Says what came of a press; whatever it was, the list is read anew. */
  async function answer(
    pressed: Promise<{ readonly ok: true } | { readonly ok: false; readonly code: Failure } | undefined>,
    words: string,
  ) {
    const came = await pressed
    if (!came) return
    setFailure(came.ok ? undefined : came.code)
    if (came.ok) announce(words)
    onDone()
  }

  const noted = (outcome: CallOutcome, words: string) =>
    void answer(note.press({ params, body: { outcome } }), words)
  return (
    <li className="console-item console-item--words">
      {children}
      <div className="console-toolbar">
        {mayRepeat && (
          <ActionButton
            label={t('undelivered.sendNamed', { name })}
            busy={send.busy}
            onPress={() => void answer(send.press({ params }), t('undelivered.sent', { name }))}
          >
            {t('undelivered.send')}
          </ActionButton>
        )}
        <CallOutcomes told={message.told} name={name} busy={note.busy} onOutcome={noted} />
      </div>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, UNDELIVERED_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
    </li>
  )
}

function Words({ message }: { readonly message: ShownMessage }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const { site } = message
  const at = parseInstant(message.appointmentAt)
  return (
    <div className="console-item__main">
      <Who message={message} number={writeBookingNumber(message.bookingNumber)} />
      <What
        message={message}
        kind={`${t(`undelivered.kind.${message.kind}`)} (${t(`undelivered.channel.${message.channel}`)})`}
        zone={zoneOf(directory, site)}
      />
      <span className="console-line">
        {formatDayAndTime(at, zoneOf(directory, site), language)} · {placeAt(directory, site, at)} ·{' '}
        {message.services.map((service) => serviceTitle(directory, service)).join(', ')}
      </span>
      <Reach message={message} zone={zoneOf(directory, site)} />
    </div>
  )
}

/** A message about the waitlist: what somebody waits for, and how they are reached. */
function WishWords({ wish }: { readonly wish: ShownWish }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const offered = useOfferWords(wish)
  return (
    <div className="console-item__main">
      <Who message={wish} />
      <What
        message={wish}
        kind={`${t(`undelivered.kind.${wish.kind}`)} (${t(`undelivered.channel.${wish.channel}`)})`}
        zone={zoneOf(directory, '')}
      />
      {offered && <span className="console-line">{offered.time}</span>}
      {offered && (
        <span className="console-line">
          <strong>{t('waitlist.until', { time: offered.until })}</strong>
        </span>
      )}
      <span className="console-line">
        {wish.services.map((service) => serviceTitle(directory, service)).join(', ')}
      </span>
      <Reach message={wish} zone={zoneOf(directory, '')} />
    </div>
  )
}

type Shown = Pick<
  ShownMessage,
  | 'name'
  | 'told'
  | 'why'
  | 'attemptedAt'
  | 'phone'
  | 'email'
  | 'tries'
  | 'againAt'
  | 'isLater'
  | 'language'
  | 'say'
>

function Who({ message, number }: { readonly message: Shown; readonly number?: string }) {
  const t = bookingTexts(useConsole().language)
  return (
    <span>
      <strong>{message.name ?? t('find.nameGone')}</strong>
      {number && `, ${number}`} {message.told && <Tag kind="success" text={t('calls.isTold')} />}
    </span>
  )
}

function What({
  message,
  kind,
  zone,
}: {
  readonly message: Shown
  readonly kind: string
  readonly zone: string
}) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const attempted = message.attemptedAt && parseInstant(message.attemptedAt)
  return (
    <>
      <span className="console-line">
        <strong>{kind}</strong>
        {attempted && `, ${formatDayAndTime(attempted, zone, language)}`}
      </span>
      <span className="console-line">{t(`undelivered.why.${message.why}`)}</span>
    </>
  )
}

function Reach({ message, zone }: { readonly message: Shown; readonly zone: string }) {
  const t = bookingTexts(useConsole().language)
  const { phone, email } = message
  const name = message.name ?? t('find.nameGone')
  return (
    <>
      {phone ? (
        <a className="kern-link console-line" href={`tel:${phone.replaceAll(/[^+0-9]/g, '')}`}>
          {t('unplaced.call', { name, phone })}
        </a>
      ) : (
        <span className="console-line">{t('calls.noPhone')}</span>
      )}
      {email && <span className="console-line">{email}</span>}
      <Called call={message} zone={zone} />
    </>
  )
}
