import { addressLine } from '#features/authority/model.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { formatTime } from '#platform/time/format.ts'
import { KioskTimes } from './KioskBooking.tsx'
import { KioskPage, KioskSaid } from './KioskPage.tsx'
import type { NotAccepted } from './kioskIntake.ts'
import { type KioskPlace, kioskHref } from './kioskPlace.ts'
import { QrCode } from './QrCode.tsx'
import { hallTexts } from './texts.ts'
import { outlookThere, wayValues } from './toldWords.ts'

type Props = { readonly place: KioskPlace; readonly refused: NotAccepted }

type PageProps = Props & {
  /** Why a time that was pressed is not theirs. */
  readonly said?: string | undefined
}

/** No number is drawn for this matter now: why, in one sentence, and what helps, best first. */
export function KioskNotAccepted({ place, refused, said }: PageProps) {
  const { language, site } = place
  const { service, stop, seen } = refused
  const t = hallTexts(language)
  const title = service.texts.title[language]
  return (
    <KioskPage place={place} title={title} path={`/ticket/${service.key}`} back="/ticket">
      <h1 className="kiosk-question">{title}</h1>
      {said !== undefined && <KioskSaid text={said} />}
      <div className="kiosk-notice" role="status">
        <p>
          <strong>{t('kiosk.intake.refused')}</strong>
        </p>
        <p>{reasonWords(place, refused)}</p>
        {seen && stop !== 'by_hand' && (
          <p>{t('kiosk.intake.seen', { time: formatTime(seen.seenAt, site.timeZone, language) })}</p>
        )}
      </div>
      <Shorter place={place} refused={refused} />
      <Elsewhere place={place} refused={refused} />
      <KioskTimes place={place} serviceKey={service.key} times={refused.times} mayBook={refused.mayBook} />
      <Online place={place} refused={refused} />
      <p className="kern-body">{t('kiosk.intake.desk')}</p>
    </KioskPage>
  )
}

/** The true reason, in one sentence; of what was decided by hand also until when, unless that is the end of the day. */
function reasonWords({ language, site }: KioskPlace, { stop, override }: NotAccepted): string {
  const t = hallTexts(language)
  if (stop !== 'by_hand' || !override) return t(`kiosk.intake.${stop}`)
  const isToday = dayOf(override.until, site.timeZone) === dayOf(override.startsAt, site.timeZone)
  if (!isToday) return t('kiosk.intake.by_hand')
  return t('kiosk.intake.byHandUntil', { time: formatTime(override.until, site.timeZone, language) })
}

function Shorter({ place, refused: { shorter } }: Props) {
  const t = hallTexts(place.language)
  if (shorter.length === 0) return null
  return (
    <section>
      <h2 className="kern-heading-medium">{t('kiosk.intake.shorter')}</h2>
      <ul className="kiosk-choices">
        {shorter.map(({ key, texts }) => (
          <li key={key}>
            <a className="kiosk-choice" href={kioskHref(place, `/ticket/${key}`)}>
              <span className="kiosk-choice__title">{texts.title[place.language]}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Elsewhere({ place: { language }, refused: { elsewhere } }: Props) {
  if (!elsewhere) return null
  const t = hallTexts(language)
  const { site, told } = elsewhere
  return (
    <section>
      <h2 className="kern-heading-medium">{t('kiosk.intake.elsewhere')}</h2>
      <p className="kiosk-outlook">
        <strong>{t('kiosk.time.away', wayValues(elsewhere, language))}</strong>
        <br />
        {addressLine(site)}. {outlookThere(told, site, language)}
      </p>
    </section>
  )
}

function Online({ place: { language }, refused: { service } }: Props) {
  if (service.onlineUrl === null) return null
  const t = hallTexts(language)
  return (
    <section>
      <h2 className="kern-heading-medium">{t('kiosk.intake.online')}</h2>
      <p className="kern-body">{t('kiosk.intake.onlineHow')}</p>
      <QrCode className="kiosk-ticket__code" text={service.onlineUrl} label={t('kiosk.intake.onlineCode')} />
    </section>
  )
}
