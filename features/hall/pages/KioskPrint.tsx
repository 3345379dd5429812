import type { Slip } from '#platform/print/slip.ts'
import { classNames } from '#ui/className.ts'
import type { KioskPlace } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

/** How a ticket comes onto paper at a kiosk. */
export type Printing =
  /** The browser prints the page, if somebody presses the button. */
  | { readonly by: 'browser' }
  /** The agent of the terminal prints what the script draws, by itself and once. */
  | { readonly by: 'agent'; readonly slip: Slip }
  /** There is a printer, and it does not print now: the screen stands in. */
  | { readonly by: 'screen' }
  /** The ticket was printed some time ago: a second one is the information desk's matter. */
  | { readonly by: 'nobody' }

type Props = {
  readonly place: KioskPlace
  readonly printing: Printing
  /** A number, if nothing else is said, or a booked time. */
  readonly of?: 'time'
}

/**
 * What becomes of the ticket on paper. Without script, and until the printer has answered, the screen alone says the
 * number. apps/kiosk/print.ts draws the slip, hands it over, and shows the part that is true.
 */
export function PrintNote({ place, printing, of }: Props) {
  if (printing.by === 'browser' || printing.by === 'nobody') return null
  const t = hallTexts(place.language)
  const slip = printing.by === 'agent' ? JSON.stringify(printing.slip) : undefined
  const note = (part: 'printing' | 'printed' | 'failed', shown: boolean) => (
    <p
      className={classNames('kiosk-print', part === 'failed' && 'kiosk-print--failed')}
      data-print-part={part}
      hidden={!shown}
    >
      {t(of === 'time' ? `kiosk.time.print.${part}` : `kiosk.print.${part}`)}
    </p>
  )
  return (
    <div role="status" data-slip={slip} data-site={place.site.key}>
      {note('printing', false)}
      {note('printed', false)}
      {note('failed', slip === undefined)}
    </div>
  )
}

/** The button that prints the page, where no printer of the terminal does it. Shown by script. */
export function PrintButton({ place, printing }: Props) {
  if (printing.by !== 'browser') return null
  return (
    <button type="button" className="kern-btn kern-btn--secondary" data-print="" hidden>
      <span className="kern-label">{hallTexts(place.language)('kiosk.result.print')}</span>
    </button>
  )
}

/** On the pages before a number is drawn: the printer does not print now, and what happens instead. */
export function PrinterAway({ place }: { readonly place: KioskPlace }) {
  if (place.printing !== 'screen') return null
  return <p className="kiosk-print kiosk-print--failed">{hallTexts(place.language)('kiosk.print.away')}</p>
}
