import { addressLine } from '#features/authority/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { formatDayAndTime, kilometres } from '#platform/time/format.ts'
import type { ClosedWords, OpenElsewhere } from '../actions.ts'
import { KioskPage } from './KioskPage.tsx'
import { PrinterAway } from './KioskPrint.tsx'
import { type KioskPlace, kioskHref } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

/** Is the site open, and if not, when will it be? */
export type KioskHours =
  | { readonly open: true }
  | {
      readonly open: false
      readonly opensAt: Instant | undefined
      readonly reason: string | undefined
      /** Where somebody without appointment is served now. */
      readonly elsewhere: readonly OpenElsewhere[]
    }

/** Says that the site is closed, why, and when it opens. */
export function ClosedNotice({ place, hours }: { readonly place: KioskPlace; readonly hours: KioskHours }) {
  if (hours.open) return null
  const t = hallTexts(place.language)
  const { opensAt, reason, elsewhere } = hours
  return (
    <div className="kiosk-notice" role="status">
      <p>
        <strong>{t('kiosk.closed.title')}</strong>
        {reason && <>: {reason}</>}
      </p>
      <p>
        {opensAt === undefined
          ? t('kiosk.closed.unknown')
          : t('kiosk.closed.opens', {
              time: formatDayAndTime(opensAt, place.site.timeZone, place.language),
            })}{' '}
        {t('kiosk.closed.tickets')}
      </p>
      {elsewhere.map(({ site, km }) => (
        <p key={site.key}>
          {t('kiosk.closed.elsewhere', {
            site: site.texts.name[place.language],
            address: addressLine(site),
            km: kilometres(km, place.language),
          })}
        </p>
      ))}
    </div>
  )
}

/** The first page: with or without appointment. */
export function KioskStart(props: {
  readonly place: KioskPlace
  readonly hours: KioskHours
  /** Null where people come by appointment only; then the telephone number under which they get one. */
  readonly onlyBookedPhone: string | null
  /** What displays say while a closure keeps the site shut, or some of its counters. */
  readonly closed: ClosedWords | null
  /** Whether numbers are drawn for all matters, some or none. */
  readonly intake: 'all' | 'some' | 'none'
  /** For "I am here" on the phone; null where a mobile team stops. */
  readonly hereCode: string | null
}) {
  const { place, hours, onlyBookedPhone, closed, intake, hereCode } = props
  const t = hallTexts(place.language)
  return (
    <KioskPage place={place} title={t('kiosk.start.title')} path="" isStart closed={closed?.de ?? ''}>
      <h1 className="kiosk-question">{t('kiosk.start.question')}</h1>
      <ClosedNotice place={place} hours={hours} />
      {/* Of a site that is open only fewer counters can be said. */}
      {hours.open && closed && (
        <p className="kiosk-notice" role="status">
          {closed[place.language]}
        </p>
      )}
      <PrinterAway place={place} />
      <ul className="kiosk-choices kiosk-choices--two">
        <li>
          <a className="kiosk-choice" href={kioskHref(place, '/check-in')}>
            <span className="kiosk-choice__title">{t('kiosk.start.booked')}</span>
            <span className="kiosk-choice__hint">{t('kiosk.start.bookedHint')}</span>
          </a>
        </li>
        {onlyBookedPhone === null && hours.open && (
          <li>
            <a className="kiosk-choice" href={kioskHref(place, '/ticket')}>
              <span className="kiosk-choice__title">{t('kiosk.start.walkIn')}</span>
              <span className="kiosk-choice__hint">
                {t(intake === 'all' ? 'kiosk.start.walkInHint' : `kiosk.start.intake.${intake}`)}
              </span>
            </a>
          </li>
        )}
      </ul>
      <p className="kiosk-further">
        <a className="kern-btn kern-btn--secondary" href={kioskHref(place, '/away')}>
          <span className="kern-label">{t('kiosk.start.away')}</span>
        </a>
      </p>
      {onlyBookedPhone !== null && (
        <p className="kern-body">{t('kiosk.start.onlyBooked', { phone: onlyBookedPhone })}</p>
      )}
      <p className="kern-body" data-only-script="" hidden>
        {t('kiosk.start.scan')}
      </p>
      {hereCode !== null && (
        <p className="kern-body">
          {t('here.band')} <strong data-here-code={`/kiosk/${place.site.key}/code`}>{hereCode}</strong>
        </p>
      )}
    </KioskPage>
  )
}
