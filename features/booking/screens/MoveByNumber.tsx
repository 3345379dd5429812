import { useConsole } from '#ui/console/context.ts'
import { Loading } from '#ui/console/ReadState.tsx'
import { useRead } from '#ui/console/useRead.ts'
import { findBookingsRoute } from '../contract/staff.ts'
import { MoveBooking } from './MoveBooking.tsx'
import { bookingTexts } from './texts.ts'

export type MoveByNumberProps = {
  readonly visit: string
  readonly bookingNumber: string
  readonly onDone: () => void
}

/** The form to move a booking that stands on a list: the same as for any, found by its number. */
export function MoveByNumber({ visit, bookingNumber, onDone }: MoveByNumberProps) {
  const { language } = useConsole()
  const found = useRead(findBookingsRoute, { query: { search: bookingNumber } })
  const booking = found.data?.bookings.find((one) => one.visit === visit)
  if (booking) return <MoveBooking booking={booking} onMoved={onDone} onBack={onDone} />
  if (!found.data) return <Loading />
  return <p className="console-empty">{bookingTexts(language)('unplaced.gone')}</p>
}
