import { useEffect, useRef } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { timeOf } from '#kernel/wallTime.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { placeAt, serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { writeBookingNumber } from '../model.ts'
import { bookingTexts, type FoundBooking } from './texts.ts'

export type BookedPanelProps = {
  readonly booking: FoundBooking
  readonly title: string
  /** The words on the button; else that the next call can come. */
  readonly doneText?: string
  readonly onDone: () => void
}

/** What to read to the caller: the number in its groups, slowly, then day, time and site. */
export function BookedPanel({ booking, title, doneText, onDone }: BookedPanelProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="console-panel console-panel--focus console-booked" aria-labelledby="booked">
      <h2 className="console-panel__title" id="booked" ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p className="kern-body">{t('booked.readOut')}</p>
      <p className="console-booked__number">
        {writeBookingNumber(booking.bookingNumber)
          .split(' ')
          .map((group) => (
            <span key={group}>{group}</span>
          ))}
      </p>
      <p className="console-booked__when">
        {formatDayAndTime(parseInstant(booking.startsAt), zoneOf(directory, booking.site), language)}
        {booking.linked && (
          <>
            <br />
            {t('linked.then', {
              time: timeOf(parseInstant(booking.linked.startsAt), zoneOf(directory, booking.site)),
              services: booking.linked.services
                .map(({ service }) => serviceTitle(directory, service))
                .join(', '),
            })}
          </>
        )}
        <br />
        {placeAt(directory, booking.site, parseInstant(booking.startsAt))}
        {booking.kind !== 'on_site' && (
          <>
            <br />
            {t(`kind.${booking.kind}`)}
          </>
        )}
      </p>
      <p className="kern-body">{t(confirmationOf(booking), { name: booking.name })}</p>
      <p className="kern-body">
        <PrintLink visit={booking.visit} />
      </p>
      <ActionButton variant="primary" onPress={onDone}>
        {doneText ?? t('booked.next')}
      </ActionButton>
    </section>
  )
}

/** By which way the confirmation comes. */
function confirmationOf({ letter, email }: FoundBooking) {
  if (letter !== null) return letter === 'in_time' ? 'booked.letter' : 'booked.letterLate'
  return email ? 'booked.mail' : 'booked.noMail'
}

/** Opens the confirmation for print beside the screen: for those whom no mail reaches. */
export function PrintLink({ visit }: { readonly visit: string }) {
  return (
    <a className="kern-link" href={`/bookings/${visit}/print`} target="_blank" rel="noreferrer">
      {bookingTexts(useConsole().language)('booked.print')}
    </a>
  )
}
