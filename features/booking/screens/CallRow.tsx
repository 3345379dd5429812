import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { formatDayAndTime, formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { serviceTitle, siteName, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { Tag } from '#ui/Tag.tsx'
import { acceptCallRoute, type callsRoute, tellRoute } from '../contract/closing.ts'
import { cancelBookingRoute } from '../contract/staff.ts'
import { writeBookingNumber } from '../model.ts'
import { Called, CallOutcomes } from './CallParts.tsx'
import { CALL_FAILURES } from './failures.ts'
import { bookingTexts } from './texts.ts'

export type ShownCall = Output<typeof callsRoute>['calls'][number]
type Failure = ErrorCode<typeof acceptCallRoute> | ErrorCode<typeof cancelBookingRoute> | ClientCode

export type CallRowProps = {
  readonly call: ShownCall
  readonly onMove: () => void
  readonly onDone: () => void
}

/** Somebody to be called: what they lost and what is held, or where their site is then; one press for each answer. */
export function CallRow({ call, onMove, onDone }: CallRowProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const accept = useCommand(acceptCallRoute)
  const tell = useCommand(tellRoute)
  const cancel = useCommand(cancelBookingRoute)
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const name = call.name ?? t('find.nameGone')

  /** Says what came of a press; whatever it was, the list is read anew. */
  async function answer(
    pressed: Promise<{ readonly ok: true } | { readonly ok: false; readonly code: Failure } | undefined>,
    words: string,
  ) {
    const came = await pressed
    if (!came) return
    setAsking(false)
    setFailure(came.ok ? undefined : came.code)
    if (came.ok) announce(words)
    onDone()
  }

  const params = { call: call.call }
  return (
    <li className="console-item console-item--words">
      <Words call={call} name={name} />
      <div className="console-toolbar">
        {call.offer && (
          <ActionButton
            variant="primary"
            label={t('calls.acceptNamed', { name })}
            busy={accept.busy}
            onPress={() => void answer(accept.press({ params }), t('calls.accepted', { name }))}
          >
            {t('calls.accept')}
          </ActionButton>
        )}
        {call.state !== 'relocated' && (
          <>
            <ActionButton label={t('calls.otherNamed', { name })} onPress={onMove}>
              {t('calls.other')}
            </ActionButton>
            <ActionButton label={t('calls.cancelNamed', { name })} onPress={() => setAsking(true)}>
              {t('calls.cancel')}
            </ActionButton>
          </>
        )}
        <CallOutcomes
          told={call.told}
          name={name}
          busy={tell.busy}
          onOutcome={(outcome, words) => void answer(tell.press({ params, body: { outcome } }), words)}
        />
      </div>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, CALL_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <Confirm
        title={t('calls.cancelQuestion', { name })}
        text={t('calls.cancelText')}
        yes={t('calls.cancel')}
        no={t('calls.keep')}
        open={asking}
        busy={cancel.busy}
        onYes={() =>
          void answer(cancel.press({ params: { visit: call.visit } }), t('calls.cancelled', { name }))
        }
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

function Words({ call, name }: { readonly call: ShownCall; readonly name: string }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  return (
    <div className="console-item__main">
      <strong>{name}</strong>, {writeBookingNumber(call.bookingNumber)}{' '}
      {call.told && <Tag kind="success" text={t('calls.isTold')} />}
      {call.phone ? (
        <a className="kern-link console-line" href={`tel:${call.phone.replaceAll(/[^+0-9]/g, '')}`}>
          {t('unplaced.call', { name, phone: call.phone })}
        </a>
      ) : (
        <span className="console-line">{t('calls.noPhone')}</span>
      )}
      <span className="console-line">
        {call.services.map((service) => serviceTitle(directory, service)).join(', ')}
      </span>
      {call.state === 'relocated' ? <Moved call={call} /> : <Lost call={call} />}
      <Called call={call} zone={zoneOf(directory, call.site)} />
    </div>
  )
}

/** The time counts, at another address. */
function Moved({ call: { appointmentAt, site, address } }: { readonly call: ShownCall }) {
  const { language, directory } = useConsole()
  const time = formatDayAndTime(parseInstant(appointmentAt), zoneOf(directory, site), language)
  const words = { time, site: siteName(directory, site), address }
  return <span className="console-line">{bookingTexts(language)('calls.relocated', words)}</span>
}

/** What falls away, and what is held instead. */
function Lost({ call: { appointmentAt, site, offer, reachKm } }: { readonly call: ShownCall }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const at = (text: string, there: string) =>
    formatDayAndTime(parseInstant(text), zoneOf(directory, there), language)
  const second =
    offer?.secondAt && formatTime(parseInstant(offer.secondAt), zoneOf(directory, offer.site), language)
  return (
    <>
      <span className="console-line">
        {t('calls.lost', { time: at(appointmentAt, site), site: siteName(directory, site) })}
      </span>
      <span className="console-line">
        {offer ? (
          <strong>
            {t('calls.held', {
              time: second ? `${at(offer.startsAt, offer.site)} + ${second}` : at(offer.startsAt, offer.site),
              site: siteName(directory, offer.site),
              until: at(offer.until, offer.site),
            })}
          </strong>
        ) : (
          t('calls.nothing', { reach: reachKm })
        )}
      </span>
    </>
  )
}
