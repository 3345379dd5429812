import type { Visit } from '#features/visit/model.ts'
import { formatDayAndTime, formatTime } from '#platform/time/format.ts'
import { punctuality, type TurnSms } from '../model.ts'
import type { HouseNow } from './houseNow.ts'
import { MoreTimeHere } from './KioskAway.tsx'
import { KioskPage } from './KioskPage.tsx'
import { PrintButton, type Printing, PrintNote } from './KioskPrint.tsx'
import { SmsHere } from './KioskSms.tsx'
import { type KioskPlace, kioskHome } from './kioskPlace.ts'
import { QrCode } from './QrCode.tsx'
import { spokenNumber } from './spokenNumber.ts'
import type { Standing } from './standing.ts'
import { hallTexts } from './texts.ts'
import type { Afterwards } from './visitBehind.ts'
import { WayThere, WhereToWait } from './WayThere.tsx'

/** The number, and what happens next. This is also what is printed. */
export function KioskResult(props: {
  readonly place: KioskPlace
  readonly visit: Visit
  readonly standing: Standing | undefined
  /** What comes after the first of two linked visits. */
  readonly afterwards: Afterwards | undefined
  /** The address behind the code, for the person's phone. */
  readonly phoneAddress: string
  readonly printing: Printing
  /** May they take a time instead, and is there one for what they came for? */
  readonly couldExchange: boolean
  readonly sms: TurnSms
  /** Where to wait in the drawn house, and the way from here. */
  readonly house?: HouseNow | undefined
}) {
  const { place, visit, standing, afterwards, phoneAddress, printing, house } = props
  const { site, language } = place
  const t = hallTexts(language)
  const title = t(visit.appointmentAt !== null ? 'kiosk.result.booked' : 'kiosk.result.drawn')
  const arrived = visit.arrivedAt === null ? '' : formatDayAndTime(visit.arrivedAt, site.timeZone, language)
  return (
    <KioskPage place={place} title={title} path="/result" isResult>
      <h1 className="kiosk-question">{title}</h1>
      <div className="kiosk-ticket">
        <p className="kiosk-ticket__label">{t('kiosk.result.number')}</p>
        <p className="kiosk-ticket__number" data-say={spokenNumber(visit.ticketNumber ?? '', language)}>
          {visit.ticketNumber}
        </p>
        <PrintNote place={place} printing={printing} />
        <Turn place={place} standing={standing} />
        <Appointment place={place} visit={visit} />
        {afterwards && (
          <p className="kiosk-ticket__facts">
            {t('kiosk.result.then', {
              time: formatTime(afterwards.at, site.timeZone, language),
              matters: afterwards.titles.join(', '),
            })}
          </p>
        )}
        <p className="kiosk-ticket__facts">{t('kiosk.result.next')}</p>
        {house && <WhereToWait house={house} language={language} />}
        <QrCode className="kiosk-ticket__code" text={phoneAddress} label={t('kiosk.result.code')} />
        <p className="kiosk-ticket__facts">{t('kiosk.result.phone')}</p>
        <p className="kiosk-ticket__printed">
          {t('kiosk.result.drawnAt', { site: site.texts.name[language], time: arrived })}
        </p>
      </div>
      {house && <WayThere house={house} language={language} />}
      <SmsHere place={place} sms={props.sms} />
      <MoreTimeHere place={place} visit={visit} couldExchange={props.couldExchange} />
      <div className="kiosk-finish">
        <PrintButton place={place} printing={printing} />
        <a className="kern-btn kern-btn--primary" href={kioskHome(site)}>
          <span className="kern-label">{t('kiosk.result.finish')}</span>
        </a>
      </div>
    </KioskPage>
  )
}

function Turn(props: { readonly place: KioskPlace; readonly standing: Standing | undefined }) {
  const { place, standing } = props
  const t = hallTexts(place.language)
  const counter = standing?.counter?.texts.label[place.language]
  if (counter !== undefined) {
    const isServed = standing?.visit.state === 'serving'
    return (
      <p className="kiosk-ticket__facts">
        <strong>{t(isServed ? 'kiosk.result.serving' : 'kiosk.result.called', { counter })}</strong>
      </p>
    )
  }
  const ahead = standing?.ahead ?? null
  if (ahead === null) return null
  return <p className="kiosk-ticket__facts">{t('kiosk.result.ahead', { count: ahead })}</p>
}

function Appointment({ place, visit }: { readonly place: KioskPlace; readonly visit: Visit }) {
  const t = hallTexts(place.language)
  const came = punctuality(visit)
  if (visit.appointmentAt === null || came === undefined) return null
  const zone = place.site.timeZone
  const time = formatTime(visit.appointmentAt, zone, place.language)
  if (came === 'early' && visit.callableFrom !== null) {
    const from = formatTime(visit.callableFrom, zone, place.language)
    return <p className="kiosk-ticket__facts">{t('kiosk.result.early', { time, from })}</p>
  }
  const key = came === 'late' ? 'kiosk.result.late' : 'kiosk.result.appointment'
  return <p className="kiosk-ticket__facts">{t(key, { time })}</p>
}
