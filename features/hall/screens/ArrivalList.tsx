import { useState } from 'react'
import type { Static } from 'typebox'
import type { StaffBooking } from '#features/booking/contract/staff.ts'
import { writeBookingNumber } from '#features/booking/model.ts'
import { VISIT_STATES } from '#features/visit/model.ts'
import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime, formatTime } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, siteName, zoneOf } from '#ui/console/directory.ts'
import { Tag } from '#ui/Tag.tsx'
import { BookedMatters } from './BookedMatters.tsx'
import { hallTexts } from './texts.ts'

type Booking = Static<typeof StaffBooking>

export type ArrivalListProps = {
  readonly bookings: readonly Booking[]
  readonly site: string
  readonly busy: boolean
  readonly onCheckIn: (visit: string, name: string) => void
  /** What somebody comes for was changed. */
  readonly onChanged: () => void
}

/** Bookings that were found, each with what can be done. */
export function ArrivalList({ bookings, site, busy, onCheckIn, onChanged }: ArrivalListProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const [changing, setChanging] = useState<Booking>()
  return (
    <div role="status">
      <p className="kern-body">{t('arrival.found', { count: bookings.length })}</p>
      <ul className="console-list">
        {bookings.map((booking) => (
          <li className="console-item" key={booking.visit}>
            <BookingWords booking={booking} />
            {booking.state === 'booked' && booking.site === site ? (
              <div className="console-toolbar">
                {booking.mayChange && (
                  <ActionButton
                    variant="tertiary"
                    label={t('booked.named', { name: booking.name })}
                    onPress={() => setChanging(booking)}
                  >
                    {t('action.matters')}
                  </ActionButton>
                )}
                <ActionButton
                  busy={busy}
                  label={t('arrival.checkInNamed', { name: booking.name })}
                  onPress={() => onCheckIn(booking.visit, booking.name)}
                >
                  {t('arrival.checkIn')}
                </ActionButton>
              </div>
            ) : (
              <StateTag booking={booking} />
            )}
          </li>
        ))}
      </ul>
      {changing && (
        <BookedMatters booking={changing} onChanged={onChanged} onClose={() => setChanging(undefined)} />
      )}
    </div>
  )
}

function BookingWords({ booking }: { readonly booking: Booking }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const zone = zoneOf(directory, booking.site)
  return (
    <div className="console-item__main">
      <strong>{booking.name || booking.ticketNumber}</strong>
      {booking.bookingNumber && `, ${writeBookingNumber(booking.bookingNumber)}`}
      <span className="console-line">
        {formatDayAndTime(parseInstant(booking.startsAt), zone, language)} ·{' '}
        {siteName(directory, booking.site)}
      </span>
      <span className="console-line">
        {booking.services.map(({ service }) => serviceTitle(directory, service)).join(', ')}
      </span>
      {booking.linked && (
        <span className="console-line">
          {t(booking.linked.second ? 'arrival.then' : 'arrival.before', {
            time: formatTime(parseInstant(booking.linked.startsAt), zone, language),
            services: booking.linked.services
              .map(({ service }) => serviceTitle(directory, service))
              .join(', '),
          })}
        </span>
      )}
    </div>
  )
}

function StateTag({ booking }: { readonly booking: Booking }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const state = VISIT_STATES.find((one) => one === booking.state)
  // Booked, but here is nothing to press: it is at another site.
  if (state === 'booked') return <Tag kind="warning" text={t('state.elsewhere')} />
  if (state === undefined) return null
  return <Tag text={`${t(`state.${state}`)} ${booking.ticketNumber ?? ''}`.trim()} />
}
