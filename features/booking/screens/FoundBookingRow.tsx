import { useState } from 'react'
import { VISIT_STATES, writeReference } from '#features/visit/model.ts'
import { parseInstant } from '#kernel/instant.ts'
import { timeOf } from '#kernel/wallTime.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { placeAt, serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { Tag } from '#ui/Tag.tsx'
import { cancelBookingRoute } from '../contract/staff.ts'
import { writeBookingNumber } from '../model.ts'
import { PrintLink } from './BookedPanel.tsx'
import { CorrectName } from './CorrectName.tsx'
import { CANCEL_FAILURES } from './failures.ts'
import { bookingTexts, type FoundBooking } from './texts.ts'

export type FoundBookingRowProps = {
  readonly booking: FoundBooking
  readonly onMove: () => void
  readonly onCancelled: () => void
  readonly onCorrected: () => void
}

/** A booking that was found, with what can be done with it. */
export function FoundBookingRow({ booking, onMove, onCancelled, onCorrected }: FoundBookingRowProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const common = consoleTexts(language)
  const cancel = useCommand(cancelBookingRoute)
  const [asking, setAsking] = useState(false)
  const [correcting, setCorrecting] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof cancelBookingRoute> | ClientCode>()
  const { name } = booking

  async function press() {
    const answer = await cancel.press({ params: { visit: booking.visit } })
    if (!answer) return
    setAsking(false)
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('cancel.done', { name }))
    onCancelled()
  }

  return (
    <li className="console-item">
      <BookingWords booking={booking} />
      {booking.state === 'booked' && booking.mayChange ? (
        <div className="console-toolbar">
          <ActionButton label={t('move.named', { name })} onPress={onMove}>
            {t('move.button')}
          </ActionButton>
          <ActionButton label={t('cancel.named', { name })} onPress={() => setAsking(true)}>
            {t('cancel.button')}
          </ActionButton>
          <ActionButton label={t('correct.named', { name })} onPress={() => setCorrecting(true)}>
            {t('correct.button')}
          </ActionButton>
          <PrintLink visit={booking.visit} />
        </div>
      ) : (
        <div className="console-toolbar">
          <StateTag state={booking.state} />
          {booking.mayFollow && (
            <RouteLink to={`/bookings/next/${booking.visit}`}>{t('next.title')}</RouteLink>
          )}
        </div>
      )}
      {failure && (
        <Alert kind="danger" title={failureText(failure, CANCEL_FAILURES, t, common)} live="assertive" />
      )}
      {correcting && (
        <CorrectName
          booking={booking}
          onClose={() => setCorrecting(false)}
          onCorrected={() => {
            setCorrecting(false)
            onCorrected()
          }}
        />
      )}
      <Confirm
        title={t('cancel.question', { name })}
        text={t(booking.linked ? 'linked.cancelText' : 'cancel.text')}
        yes={t('cancel.yes')}
        no={t('cancel.no')}
        open={asking}
        busy={cancel.busy}
        onYes={() => void press()}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

/** Name, number, time, site, matters and contact of a booking. */
export function BookingWords({ booking }: { readonly booking: FoundBooking }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  return (
    <div className="console-item__main">
      <strong>{[booking.name || t('find.nameGone'), ...booking.companions].join(', ')}</strong>
      {booking.bookingNumber && `, ${writeBookingNumber(booking.bookingNumber)}`}
      <span className="console-line">
        {formatDayAndTime(parseInstant(booking.startsAt), zoneOf(directory, booking.site), language)} ·{' '}
        {placeAt(directory, booking.site, parseInstant(booking.startsAt))}
        {booking.kind !== 'on_site' && ` · ${t(`kind.${booking.kind}`)}`}
      </span>
      {booking.services.map(({ service, people, reference }) => (
        <span className="console-line" key={reference}>
          {people > 1 ? `${serviceTitle(directory, service)} (${people})` : serviceTitle(directory, service)}{' '}
          · {writeReference(reference)}
        </span>
      ))}
      {booking.linked && (
        <span className="console-line">
          {t(booking.linked.second ? 'linked.then' : 'linked.before', {
            time: timeOf(parseInstant(booking.linked.startsAt), zoneOf(directory, booking.site)),
            services: booking.linked.services
              .map(({ service }) => serviceTitle(directory, service))
              .join(', '),
          })}
        </span>
      )}
      <span className="console-line">{[booking.phone, booking.email].filter(Boolean).join(' · ')}</span>
      {booking.coming && <Tag kind="success" text={t('find.coming')} />}
    </div>
  )
}

function StateTag({ state }: { readonly state: string }) {
  const { language } = useConsole()
  const known = VISIT_STATES.find((one) => one === state)
  return known ? <Tag text={bookingTexts(language)(`state.${known}`)} /> : null
}
