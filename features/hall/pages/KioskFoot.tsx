import { patienceWith } from '../model.ts'
import { type KioskPlace, kioskHome, kioskHref } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

/** What stands at the bottom of every screen: the way back, help to use it, and the question whether somebody is there. */
export function KioskFoot(props: {
  readonly place: KioskPlace
  /** Path of this page behind the site. */
  readonly path: string
  readonly back: string | undefined
  readonly isStart: boolean | undefined
}) {
  const { place, path, back, isStart } = props
  const t = hallTexts(place.language)
  const reach = place.ease.reach === 'lower' ? 'whole' : 'lower'
  return (
    <div className="kiosk-foot">
      <IdleQuestion place={place} />
      <div className="kiosk-actions">
        {!isStart && (
          <nav aria-label={t('kiosk.home')}>
            {back !== undefined && (
              <a className="kern-btn kern-btn--secondary" href={kioskHref(place, back)}>
                <span className="kern-label">{t('kiosk.back')}</span>
              </a>
            )}
            <a className="kern-btn kern-btn--secondary" href={kioskHome(place.site)}>
              <span className="kern-label">{t('kiosk.home')}</span>
            </a>
          </nav>
        )}
        <nav aria-label={t('kiosk.ease.title')}>
          <a
            className="kern-btn kern-btn--secondary kiosk-only-tall"
            href={kioskHref({ ...place, ease: { ...place.ease, reach } }, path)}
          >
            <span className="kern-label">{t(`kiosk.reach.${reach}`)}</span>
          </a>
          {path !== '/ease' && (
            <a className="kern-btn kern-btn--secondary" href={kioskHref(place, '/ease', { from: path })}>
              <span className="kern-label">{t('kiosk.ease.title')}</span>
            </a>
          )}
        </nav>
      </div>
    </div>
  )
}

/** Shown and counted down by apps/kiosk/idle.ts; every press is an answer, so nothing takes the focus away. */
function IdleQuestion({ place }: { readonly place: KioskPlace }) {
  const t = hallTexts(place.language)
  const { askedSeconds } = patienceWith(place.ease, place.language)
  return (
    <section className="kiosk-idle" aria-label={t('kiosk.idle.title')} data-idle-warning="" hidden>
      <div>
        <p className="kiosk-idle__title">{t('kiosk.idle.title')}</p>
        <p
          className="kiosk-idle__seconds"
          data-idle-count={t('kiosk.idle.text')}
          data-idle-say={t('kiosk.idle.said')}
        >
          {t('kiosk.idle.text').replace('{seconds}', String(askedSeconds))}
        </p>
      </div>
      <button type="button" className="kern-btn kern-btn--primary" data-idle-stay="">
        <span className="kern-label">{t('kiosk.idle.stay')}</span>
      </button>
    </section>
  )
}
