import type { TurnSms } from '../model.ts'
import { CodeField } from './KioskCheckIn.tsx'
import { KioskPage, KioskRefusal } from './KioskPage.tsx'
import { type KioskPlace, kioskHref } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

/** To where an SMS goes before it is their turn; nobody has to type a number. */
export function KioskSms(props: {
  readonly place: KioskPlace
  readonly typed?: string
  readonly refusal?: string
}) {
  const { place, typed, refusal } = props
  const t = hallTexts(place.language)
  return (
    <KioskPage place={place} title={t('kiosk.sms.title')} path="/sms" back="/result">
      <h1 className="kiosk-question">{t('kiosk.sms.title')}</h1>
      {refusal !== undefined && (
        <div id="code-error">
          <KioskRefusal place={place} text={refusal} />
        </div>
      )}
      <p className="kern-body">{t('kiosk.sms.text')}</p>
      <form
        method="post"
        action={kioskHref(place, '/sms')}
        className="kiosk-form kiosk-form--code"
        data-once=""
      >
        <CodeField
          place={place}
          label={t('kiosk.sms.label')}
          hint={t('kiosk.sms.hint')}
          keys="123456789+0"
          typed={typed}
          refused={refusal !== undefined}
          isTelephone
        />
        <button type="submit" className="kern-btn kern-btn--primary">
          <span className="kern-label">{t('kiosk.sms.send')}</span>
        </button>
      </form>
    </KioskPage>
  )
}

/** Below somebody's own number: the way to be told by SMS, or that they are. Their mobile number is shown nowhere. */
export function SmsHere({ place, sms }: { readonly place: KioskPlace; readonly sms: TurnSms }) {
  if (sms === 'no') return null
  const t = hallTexts(place.language)
  if (sms === 'told')
    return (
      <p className="kern-body kiosk-more" role="status">
        {t('kiosk.sms.told')}
      </p>
    )
  return (
    <div className="kiosk-form kiosk-more">
      <a className="kiosk-choice" href={kioskHref(place, '/sms')}>
        <span className="kiosk-choice__title">{t('kiosk.sms.button')}</span>
        <span className="kiosk-choice__hint">{t('kiosk.sms.offer')}</span>
      </a>
    </div>
  )
}
