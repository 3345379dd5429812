import { type FormEvent, useState } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { findBookingsRoute } from '../contract.ts'
import { BookedPanel } from './BookedPanel.tsx'
import { FoundBookingRow } from './FoundBookingRow.tsx'
import { MoveBooking } from './MoveBooking.tsx'
import { bookingTexts, type FoundBooking } from './texts.ts'

/** Shortest search that the server takes. */
const LEAST = 2

/** Finds a booking by number, name or e-mail, to move or cancel it. */
export function FindBookings() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const common = consoleTexts(language)
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const [short, setShort] = useState(false)
  const [moving, setMoving] = useState<FoundBooking>()
  const [moved, setMoved] = useState<FoundBooking>()
  const found = useRead(findBookingsRoute, { query: { search: asked } }, { when: asked !== '', keep: true })

  function search(event: FormEvent) {
    event.preventDefault()
    const tooShort = typed.trim().length < LEAST
    setShort(tooShort)
    if (!tooShort) setAsked(typed.trim())
  }

  function done() {
    setMoved(undefined)
    setMoving(undefined)
    void found.refetch()
  }

  if (moved) return <BookedPanel booking={moved} title={t('moved.title')} onDone={done} />
  if (moving) return <MoveBooking booking={moving} onMoved={setMoved} onBack={done} />
  return (
    <section className="console-panel">
      <form className="console-search" onSubmit={search}>
        <TextInput
          type="search"
          label={t('find.search')}
          hint={t('find.hint')}
          value={typed}
          onChange={setTyped}
          maxLength={120}
          error={short ? t('find.short') : undefined}
        />
        <ActionButton type="submit" variant="primary">
          {t('find.button')}
        </ActionButton>
      </form>
      {asked !== '' && found.error && (
        <ReadProblem
          text={commonFailureText(found.error.code, common)}
          onRetry={() => void found.refetch()}
        />
      )}
      {asked !== '' && found.isLoading && <Loading />}
      {asked !== '' && found.data && (
        <div role="status">
          <p className="kern-body">{t('find.found', { count: found.data.bookings.length })}</p>
          <ul className="console-list">
            {found.data.bookings.map((booking) => (
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
    </section>
  )
}
