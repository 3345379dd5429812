import { classNames } from '#ui/className.ts'
import type { KioskEase } from '../model.ts'
import { KioskPage } from './KioskPage.tsx'
import { type KioskPlace, kioskHref } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

type Choice = {
  readonly name: 'reach' | 'contrast' | 'voice' | 'two' | 'one'
  readonly isOn: boolean
  /** How the kiosk is used after the press. */
  readonly after: KioskEase
  readonly needsScript?: boolean
}

function choicesOf({ ease, speaks }: KioskPlace): readonly Choice[] {
  const isLower = ease.reach === 'lower'
  const isContrast = ease.look === 'contrast'
  const keys = (name: 'one' | 'two'): Choice => ({
    name,
    isOn: ease.keys === name,
    after: { ...ease, keys: ease.keys === name ? 'none' : name },
    needsScript: true,
  })
  const voice: Choice = {
    name: 'voice',
    isOn: ease.voice,
    after: { ...ease, voice: !ease.voice },
    needsScript: true,
  }
  return [
    { name: 'reach', isOn: isLower, after: { ...ease, reach: isLower ? 'whole' : 'lower' } },
    { name: 'contrast', isOn: isContrast, after: { ...ease, look: isContrast ? 'light' : 'contrast' } },
    ...(speaks ? [voice] : []),
    keys('two'),
    keys('one'),
  ]
}

/** Everything that makes the kiosk easier to use; each press turns one on or off. */
export function KioskEasePage({ place, from }: { readonly place: KioskPlace; readonly from: string }) {
  const t = hallTexts(place.language)
  return (
    <KioskPage place={place} title={t('kiosk.ease.title')} path="/ease" back={from}>
      <h1 className="kiosk-question">{t('kiosk.ease.question')}</h1>
      <ul className="kiosk-choices">
        {choicesOf(place).map(({ name, isOn, after, needsScript }) => (
          <li
            key={name}
            className={name === 'reach' ? 'kiosk-only-tall' : undefined}
            data-only-script={needsScript ? '' : undefined}
            hidden={needsScript}
          >
            <a
              className={classNames('kiosk-choice', isOn && 'kiosk-choice--on')}
              href={kioskHref({ ...place, ease: after }, '/ease', { from })}
              aria-current={isOn ? 'true' : undefined}
            >
              <span className="kiosk-choice__title">
                {t(`kiosk.ease.${name}`)}: {t(isOn ? 'kiosk.ease.on' : 'kiosk.ease.off')}
              </span>
              <span className="kiosk-choice__hint">{t(`kiosk.ease.${name}Hint`)}</span>
            </a>
          </li>
        ))}
      </ul>
      {!place.speaks && <p className="kern-body">{t('kiosk.ease.noVoice')}</p>}
      <div>
        <a className="kern-btn kern-btn--primary" href={kioskHref(place, from)}>
          <span className="kern-label">{t('kiosk.ease.done')}</span>
        </a>
      </div>
    </KioskPage>
  )
}
