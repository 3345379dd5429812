import { addressLine } from '#features/authority/model.ts'
import { papersInWords } from '#features/catalogue/model.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { formatDayAndTime, formatTime } from '#platform/time/format.ts'
import type { TimeInstead } from '../actions.ts'
import { KioskPage } from './KioskPage.tsx'
import { PrintButton, type Printing, PrintNote } from './KioskPrint.tsx'
import type { KioskTime } from './kioskBooking.ts'
import { type KioskPlace, kioskHome, kioskHref } from './kioskPlace.ts'
import { QrCode } from './QrCode.tsx'
import { hallTexts } from './texts.ts'
import { wayValues } from './toldWords.ts'

/** The free times that somebody can have instead of a number; each press holds one. */
export function KioskTimes(props: {
  readonly place: KioskPlace
  readonly serviceKey: string
  readonly times: readonly TimeInstead[]
  /** Where nobody may book at this device, the times are only said. */
  readonly mayBook: boolean
}) {
  const { place, serviceKey, times, mayBook } = props
  const t = hallTexts(place.language)
  if (times.length === 0) return null
  const words = times.map(({ site, km, startsAt }) => ({
    value: `${site.key} ${isoInstant(startsAt)}`,
    time: formatDayAndTime(startsAt, site.timeZone, place.language),
    where:
      site.id === place.site.id
        ? t('kiosk.time.here')
        : t('kiosk.time.away', wayValues({ site, km }, place.language)),
  }))
  return (
    <section>
      <h2 className="kern-heading-medium">{t('kiosk.time.title')}</h2>
      {mayBook ? (
        <form
          method="post"
          action={kioskHref(place, `/ticket/${serviceKey}/time`)}
          className="kiosk-form"
          data-once=""
        >
          <div className="kiosk-choices">
            {words.map(({ value, time, where }) => (
              <button key={value} type="submit" name="time" value={value} className="kiosk-choice">
                <span className="kiosk-choice__title">{time}</span>
                <span className="kiosk-choice__hint">{where}</span>
              </button>
            ))}
          </div>
        </form>
      ) : (
        <>
          <ul className="kern-list kern-list--bullet">
            {words.map(({ value, time, where }) => (
              <li key={value}>
                {time}: {where}
              </li>
            ))}
          </ul>
          <p className="kern-body">{t('kiosk.time.elsewhere')}</p>
        </>
      )}
    </section>
  )
}

type HeldProps = KioskTime & {
  readonly place: KioskPlace
  readonly until: Instant
  readonly idempotencyKey: string
}

/** A time that is held: taken with one press, or given back. */
export function KioskHeld({ place, visit, site, services, until, idempotencyKey }: HeldProps) {
  const t = hallTexts(place.language)
  return (
    <KioskPage place={place} title={t('kiosk.time.held')} path="/time">
      <h1 className="kiosk-question">{t('kiosk.time.held')}</h1>
      <div className="kiosk-ticket">
        <TimeFacts place={place} visit={visit} site={site} services={services} />
      </div>
      <p className="kern-body">
        {t('kiosk.time.heldUntil', { time: formatTime(until, place.site.timeZone, place.language) })}
      </p>
      <form method="post" action={kioskHref(place, '/time')} className="kiosk-form" data-once="">
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <button type="submit" name="say" value="take" className="kiosk-choice kiosk-choice--draw">
          <span className="kiosk-choice__title">{t('kiosk.time.take')}</span>
        </button>
        <button type="submit" name="say" value="drop" className="kiosk-choice">
          <span className="kiosk-choice__title">{t('kiosk.time.drop')}</span>
        </button>
      </form>
    </KioskPage>
  )
}

/** The booked time with its number and code: what somebody takes home, also on paper. */
export function KioskBooked(
  props: KioskTime & {
    readonly place: KioskPlace
    readonly printing: Printing
    /** The address behind the code: there it can be moved and cancelled. */
    readonly address: string
  },
) {
  const { place, visit, site, services, printing, address } = props
  const t = hallTexts(place.language)
  const papers = services.flatMap((service) => papersInWords(service, {}, place.language))
  return (
    <KioskPage place={place} title={t('kiosk.time.booked')} path="/booked" isResult>
      <h1 className="kiosk-question">{t('kiosk.time.booked')}</h1>
      <div className="kiosk-ticket">
        <TimeFacts place={place} visit={visit} site={site} services={services} />
        <p className="kiosk-ticket__facts">
          {t('kiosk.time.number')}: <strong>{spaced(visit.bookingNumber ?? '')}</strong>
        </p>
        <PrintNote place={place} printing={printing} of="time" />
        <QrCode className="kiosk-ticket__code" text={address} label={t('kiosk.time.code')} />
        <p className="kiosk-ticket__facts">{t('kiosk.time.phone')}</p>
      </div>
      {papers.length > 0 && (
        <section>
          <h2 className="kern-heading-medium">{t('kiosk.time.papers')}</h2>
          <ul className="kern-list kern-list--bullet">
            {papers.map((paper) => (
              <li key={paper}>{paper}</li>
            ))}
          </ul>
        </section>
      )}
      <div className="kiosk-finish">
        <PrintButton place={place} printing={printing} />
        <a className="kern-btn kern-btn--primary" href={kioskHome(place.site)}>
          <span className="kern-label">{t('kiosk.result.finish')}</span>
        </a>
      </div>
    </KioskPage>
  )
}

/** A booking number in groups that can be read aloud and typed. */
function spaced(number: string): string {
  return number.replace(/(.{4})(?=.)/g, '$1 ')
}

function TimeFacts({ place, visit, site, services }: KioskTime & { readonly place: KioskPlace }) {
  const { language } = place
  const at = visit.appointmentAt ?? impossible('a booking without time')
  return (
    <>
      <p className="kiosk-ticket__facts">
        <strong>{formatDayAndTime(at, site.timeZone, language)}</strong>
      </p>
      <p className="kiosk-ticket__facts">{services.map(({ texts }) => texts.title[language]).join(', ')}</p>
      <p className="kiosk-ticket__facts">
        {site.texts.name[language]}, {addressLine(site)}
      </p>
    </>
  )
}
