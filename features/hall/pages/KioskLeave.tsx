import type { Visit } from '#features/visit/model.ts'
import { KioskPage } from './KioskPage.tsx'
import { type KioskPlace, kioskHome, kioskHref } from './kioskPlace.ts'
import { spokenNumber } from './spokenNumber.ts'
import { hallTexts } from './texts.ts'

/** Asks once more before somebody gives up their place. `code`: what they showed, which is shown again with the answer. */
export function KioskLeave(props: {
  readonly place: KioskPlace
  readonly visit: Visit
  readonly code: string
}) {
  const { place, visit, code } = props
  const t = hallTexts(place.language)
  const number = visit.ticketNumber ?? ''
  return (
    <KioskPage place={place} title={t('waiting.leave.title')} path="/away" isResult>
      <h1 className="kiosk-question">{t('waiting.leave.title')}</h1>
      <p className="kern-body kern-body--large">{t('waiting.leave.text', { number })}</p>
      {visit.state === 'parked' && <p className="kern-body">{t('waiting.leave.parked')}</p>}
      <form method="post" action={kioskHref(place, '/away')} className="kiosk-form" data-once="">
        <input type="hidden" name="code" value={code} />
        <div className="kiosk-choices kiosk-choices--narrow">
          <button type="submit" name="say" value="leave_sure" className="kiosk-choice">
            <span className="kiosk-choice__title">{t('waiting.leave.confirm')}</span>
          </button>
          <a className="kiosk-choice" href={kioskHome(place.site)}>
            <span className="kiosk-choice__title">{t('waiting.leave.stay')}</span>
          </a>
        </div>
      </form>
    </KioskPage>
  )
}

/** The number counts no more. */
export function KioskLeft({ place, visit }: { readonly place: KioskPlace; readonly visit: Visit }) {
  const { site, language } = place
  const t = hallTexts(language)
  return (
    <KioskPage place={place} title={t('waiting.title.left')} path="/away" isResult>
      <h1 className="kiosk-question">{t('waiting.title.left')}</h1>
      <p
        className="kern-body kern-body--large"
        data-say={`${t('waiting.title.left')} ${spokenNumber(visit.ticketNumber ?? '', language)}`}
      >
        {t('kiosk.leave.left', { number: visit.ticketNumber ?? '' })}
      </p>
      <div className="kiosk-finish">
        <a className="kern-btn kern-btn--primary" href={kioskHome(site)}>
          <span className="kern-label">{t('kiosk.result.finish')}</span>
        </a>
      </div>
    </KioskPage>
  )
}
