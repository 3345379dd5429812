import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { Found, SearchForm } from '#ui/console/SearchForm.tsx'
import { useRead } from '#ui/console/useRead.ts'
import { findBookingsRoute } from '../contract/staff.ts'
import { BookedPanel } from './BookedPanel.tsx'
import { FoundBookingRow } from './FoundBookingRow.tsx'
import { MoveBooking } from './MoveBooking.tsx'
import { bookingTexts, type FoundBooking } from './texts.ts'

/** Finds a booking by number, name or e-mail, to move or cancel it. */
export function FindBookings() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const [moving, setMoving] = useState<FoundBooking>()
  const [moved, setMoved] = useState<FoundBooking>()
  const found = useRead(findBookingsRoute, { query: { search: asked } }, { when: asked !== '', keep: true })

  function done() {
    setMoved(undefined)
    setMoving(undefined)
    void found.refetch()
  }

  if (moved) return <BookedPanel booking={moved} title={t('moved.title')} onDone={done} />
  if (moving) return <MoveBooking booking={moving} onMoved={setMoved} onBack={done} />
  return (
    <section className="console-panel">
      <SearchForm
        label={t('find.search')}
        hint={t('find.hint')}
        button={t('find.button')}
        value={typed}
        onChange={setTyped}
        onSearch={setAsked}
      />
      {asked !== '' && (
        <Found read={found}>
          {({ bookings }) => (
            <div role="status">
              <p className="kern-body">{t('find.found', { count: bookings.length })}</p>
              <ul className="console-list">
                {bookings.map((booking) => (
                  <FoundBookingRow
                    key={booking.visit}
                    booking={booking}
                    onMove={() => setMoving(booking)}
                    onCancelled={() => void found.refetch()}
                    onCorrected={() => void found.refetch()}
                  />
                ))}
              </ul>
            </div>
          )}
        </Found>
      )}
    </section>
  )
}
