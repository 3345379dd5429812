import { useConsole } from '#ui/console/context.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { BookForCaller, type BookForCallerProps } from './BookForCaller.tsx'
import { FindBookings } from './FindBookings.tsx'
import { bookingTexts } from './texts.ts'

export type BookingsProps = BookForCallerProps & {
  /** `book`: a new booking. `find`: one that exists. */
  readonly part: 'book' | 'find'
}

/** Bookings for callers: make one, or find, move and cancel one. */
export function Bookings({ part, channel }: BookingsProps) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  return (
    <Screen key={part} title={t(`${part}.title`)}>
      <nav aria-label={t('parts')}>
        <ul className="console-tabs">
          {(['book', 'find'] as const).map((one) => (
            <li key={one}>
              <RouteLink
                to={one === 'book' ? '/bookings' : '/bookings/find'}
                className="console-tabs__tab"
                current={one === part}
              >
                {t(`${one}.title`)}
              </RouteLink>
            </li>
          ))}
        </ul>
      </nav>
      {part === 'book' ? <BookForCaller channel={channel} /> : <FindBookings />}
    </Screen>
  )
}
