import type { ReactNode } from 'react'
import { LANGUAGES, languageTag } from '#kernel/language.ts'
import { Alert } from '#ui/Alert.tsx'
import { Crest } from '#ui/Crest.tsx'
import { classNames } from '#ui/className.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import { patienceWith } from '../model.ts'
import { KioskFoot } from './KioskFoot.tsx'
import { type KioskPlace, kioskHome, kioskHref } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

/** Without script nobody can be asked whether they are still there: seconds until the page begins anew all the same. */
const WITHOUT_SCRIPT = { result: 45, other: 120 } as const
/** The first page that nobody has touched looks for news so often. Seconds. */
const UNTOUCHED = 120

export type KioskPageProps = {
  readonly place: KioskPlace
  readonly title: string
  /** Path behind the site, under which this page can be asked for again. */
  readonly path: string
  /** Path of the page before; the first page has none. */
  readonly back?: string
  /** The first page has no way back; while nobody has chosen anything there, it begins anew without a question. */
  readonly isStart?: boolean
  /** It shows somebody's number. */
  readonly isResult?: boolean
  /** What displays say while the site or some of its counters are closed: the page begins anew when they say something else. */
  readonly closed?: string
  readonly children: ReactNode
}

/** The frame of every screen at the kiosk. It leads nowhere else, and begins anew when nobody presses anything. */
export function KioskPage(props: KioskPageProps) {
  const { place, title, isStart, isResult } = props
  const { language, ease, site } = place
  const t = hallTexts(language)
  const home = kioskHome(site)
  const isUntouched = isStart && kioskHref(place) === `${home}?lang=de`
  const { idleSeconds, askedSeconds } = patienceWith(ease, language)
  return (
    <html lang={languageTag(language)}>
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href={PAGE_ICON} />
        <title>{`${title} – ${site.texts.name[language]}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href={place.stylesheet} />
        {place.script && <script src={place.script} type="module" />}
        {/* With script the person is asked first and can stay (apps/kiosk/idle.ts). */}
        <noscript>
          <meta
            httpEquiv="refresh"
            content={`${isResult ? WITHOUT_SCRIPT.result : WITHOUT_SCRIPT.other}; url=${home}`}
          />
        </noscript>
      </head>
      <body
        className={classNames(language === 'de-simple' && 'dran-simple')}
        data-kern-theme={ease.look}
        data-reach={ease.reach}
        data-keys={ease.keys === 'none' ? undefined : ease.keys}
        data-keys-one={isStart ? kioskHref(withKeys(place, 'one')) : undefined}
        data-keys-two={isStart ? kioskHref(withKeys(place, 'two')) : undefined}
        data-voice={ease.voice && place.speaks ? kioskHref(place, '/voice') : undefined}
        data-voice-switch={place.speaks ? kioskHref(withVoice(place), props.path) : undefined}
        data-checked-word={t('kiosk.ease.on')}
        data-unchecked-word={t('kiosk.ease.off')}
        data-idle-seconds={isUntouched ? UNTOUCHED : idleSeconds}
        data-asked-seconds={askedSeconds}
        data-idle-silent={isUntouched ? '' : undefined}
        data-home={home}
        data-worker={place.worker}
        data-scans={place.scans}
        data-answered={isResult ? '' : undefined}
        data-line={isStart ? `/kiosk/${site.key}/line` : undefined}
        data-site={isStart ? site.key : undefined}
        data-closed={isStart ? props.closed : undefined}
      >
        <div className="kiosk" data-idle-content="">
          <Head {...props} />
          <main className="kiosk-main">
            {props.children}
            {language === 'de-simple' && (
              <p className="kern-body kern-body--small">{hallTexts('de-simple')('kiosk.simple')}</p>
            )}
          </main>
          <KioskFoot place={place} path={props.path} back={props.back} isStart={isStart} />
        </div>
        <p className="kiosk-said" aria-live="polite" data-idle-said="" />
        <p className="kiosk-away" role="status" data-idle-away="" hidden>
          {t('kiosk.idle.away')}
        </p>
        <form method="post" action={kioskHref(place, '/check-in')} data-scan="" data-once="" hidden>
          <input type="hidden" name="code" />
        </form>
      </body>
    </html>
  )
}

function withVoice(place: KioskPlace): KioskPlace {
  return { ...place, ease: { ...place.ease, voice: !place.ease.voice } }
}

function withKeys(place: KioskPlace, keys: 'one' | 'two'): KioskPlace {
  return { ...place, ease: { ...place.ease, keys } }
}

function Head({ place, path }: KioskPageProps) {
  const t = hallTexts(place.language)
  const look = place.ease.look === 'contrast' ? 'light' : 'contrast'
  return (
    <header className="kiosk-header">
      {place.demoNotice && (
        <p className="kiosk-demo" role="note">
          {place.demoNotice}
        </p>
      )}
      <div className="dran-brand">
        <Crest />
        <div className="dran-brand__words">
          <span className="dran-brand__city">{place.site.texts.name[place.language]}</span>
          <span className="dran-brand__service">{place.cityName}</span>
        </div>
      </div>
      <nav aria-label={t('kiosk.languages')}>
        <ul className="kiosk-languages">
          {LANGUAGES.map((language) => (
            <li key={language}>
              <a
                href={kioskHref({ ...place, language }, path)}
                hrefLang={languageTag(language)}
                lang={languageTag(language)}
                aria-current={language === place.language ? 'true' : undefined}
              >
                {t(`kiosk.language.${language}`)}
              </a>
            </li>
          ))}
          <li>
            <a href={kioskHref({ ...place, ease: { ...place.ease, look } }, path)}>
              {t(look === 'contrast' ? 'kiosk.contrast.on' : 'kiosk.contrast.off')}
            </a>
          </li>
        </ul>
      </nav>
    </header>
  )
}

/** What became of the last press, at the top of the page that goes on. */
export function KioskSaid({ text }: { readonly text: string }) {
  return (
    <p className="kiosk-notice" role="alert">
      {text}
    </p>
  )
}

/** A refusal, with the way on. */
export function KioskRefusal({ place, text }: { readonly place: KioskPlace; readonly text: string }) {
  const t = hallTexts(place.language)
  return (
    <Alert kind="warning" title={t('kiosk.refused.title')} live="assertive">
      <p className="kern-body">{text}</p>
      <p className="kern-body">{t('kiosk.refused.desk')}</p>
    </Alert>
  )
}
