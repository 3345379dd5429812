import { type ReactNode, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { placeAt, serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { commonFailureText, failureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Tag } from '#ui/Tag.tsx'
import { noteToldRoute, sendAgainRoute, undeliveredRoute } from '../contract/undelivered.ts'
import { writeBookingNumber } from '../model.ts'
import { UNDELIVERED_FAILURES } from './failures.ts'
import { bookingTexts } from './texts.ts'

/** Read again so often by itself (milliseconds): others work on it, too. */
const EVERY = 15_000

type ShownMessage = Output<typeof undeliveredRoute>['messages'][number]
type ShownWish = Output<typeof undeliveredRoute>['wishes'][number]

/** Mails that did not arrive, or perhaps not: to whom, why, and what can be done. */
export function Undelivered() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const read = useRead(undeliveredRoute, {}, { every: EVERY })
  const { data, error } = read
  const again = () => void read.refetch()
  const open = [...(data?.messages ?? []), ...(data?.wishes ?? [])].filter(({ told }) => !told)
  return (
    <Screen title={t('undelivered.title')}>
      <p className="kern-body">{t('undelivered.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem text={commonFailureText(error.code, consoleTexts(language))} onRetry={again} />
      )}
      {data && (
        <section className="console-panel" aria-labelledby="undelivered">
          <h2 className="console-panel__title" id="undelivered">
            {t('undelivered.open', { count: open.length })}
          </h2>
          <ul className="console-list">
            {data.messages.map((message) => (
              <MessageRow
                key={message.message}
                message={message}
                mayRepeat={message.channel !== 'mail' || message.email !== null}
                onDone={again}
              >
                <Words message={message} />
              </MessageRow>
            ))}
            {data.wishes.map((wish) => (
              <MessageRow key={wish.message} message={wish} mayRepeat={wish.email !== null} onDone={again}>
                <WishWords wish={wish} />
              </MessageRow>
            ))}
          </ul>
        </section>
      )}
    </Screen>
  )
}

type Failure = ErrorCode<typeof sendAgainRoute> | ClientCode

type RowProps = {
  readonly message: Pick<ShownMessage, 'message' | 'name' | 'told'>
  readonly mayRepeat: boolean
  readonly onDone: () => void
  readonly children: ReactNode
}

function MessageRow({ message, mayRepeat, onDone, children }: RowProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const send = useCommand(sendAgainRoute)
  const tell = useCommand(noteToldRoute)
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

  const toTell = { params, body: { told: !message.told } }
  return (
    <li className="console-item">
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
        <ActionButton
          label={t(message.told ? 'calls.untellNamed' : 'calls.tellNamed', { name })}
          busy={tell.busy}
          onPress={() =>
            void answer(tell.press(toTell), t(message.told ? 'calls.untold' : 'calls.toldNow', { name }))
          }
        >
          {t(message.told ? 'calls.untell' : 'calls.tell')}
        </ActionButton>
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
      <Reach message={message} />
    </div>
  )
}

/** A message about the waitlist: what somebody waits for, and how they are reached. */
function WishWords({ wish }: { readonly wish: ShownWish }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  return (
    <div className="console-item__main">
      <Who message={wish} />
      <What message={wish} kind={t(`undelivered.kind.${wish.kind}`)} zone={zoneOf(directory, '')} />
      <span className="console-line">
        {wish.services.map((service) => serviceTitle(directory, service)).join(', ')}
      </span>
      <Reach message={wish} />
    </div>
  )
}

type Shown = Pick<ShownMessage, 'name' | 'told' | 'why' | 'attemptedAt' | 'phone' | 'email'>

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

function Reach({ message }: { readonly message: Shown }) {
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
    </>
  )
}
