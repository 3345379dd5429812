import type { ReactNode } from 'react'
import type { Site } from '#features/authority/model.ts'
import { LANGUAGES, type Language, languageTag } from '#kernel/language.ts'
import { Alert } from '#ui/Alert.tsx'
import { Crest } from '#ui/Crest.tsx'
import { classNames } from '#ui/className.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import { hallTexts } from './texts.ts'

/** Where somebody stands at the kiosk: everything that this person chose is in the address, nothing in the browser. */
export type KioskPlace = {
  readonly site: Site
  readonly cityName: string
  readonly language: Language
  readonly look: 'light' | 'contrast'
  readonly demoNotice: string | undefined
  readonly stylesheet: string
  readonly script: string | undefined
}

type Chosen = Pick<KioskPlace, 'site' | 'language' | 'look'>

/** An address of the kiosk that keeps language and look. */
export function kioskHref(
  { site, language, look }: Chosen,
  path = '',
  query: Record<string, string> = {},
): string {
  const chosen = { ...query, lang: language, ...(look === 'contrast' ? { look } : {}) }
  return `/kiosk/${site.key}${path}?${new URLSearchParams(chosen)}`
}

/** The first page, for the next person. */
export function kioskHome(site: Pick<Site, 'key'>): string {
  return `/kiosk/${site.key}`
}

/** How long a page waits for a press before it begins anew, in seconds. */
export const IDLE = { result: 45, choosing: 60, typing: 120 } as const

export type KioskPageProps = {
  readonly place: KioskPlace
  readonly title: string
  /** Path behind the site, under which this page can be asked for again. */
  readonly path: string
  readonly idleSeconds: number
  /** Path of the page before; the first page has none. */
  readonly back?: string
  /** The first page is not warned about, and has no way back. */
  readonly isStart?: boolean
  readonly hasErrors?: boolean
  /** What displays say while the site is closed: the page begins anew when they say something else. */
  readonly closed?: string
  readonly children: ReactNode
}

/** The frame of every screen at the kiosk. It leads nowhere else, and begins anew when nobody presses anything. */
export function KioskPage(props: KioskPageProps) {
  const { place, title, idleSeconds, isStart } = props
  const home = kioskHome(place.site)
  return (
    <html lang={languageTag(place.language)}>
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href={PAGE_ICON} />
        <title>{`${title} – ${place.site.texts.name[place.language]}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href={place.stylesheet} />
        {place.script && <script src={place.script} type="module" />}
        {/* With script the person is asked first and can stay (apps/kiosk/idle.ts). */}
        <noscript>
          <meta httpEquiv="refresh" content={`${idleSeconds}; url=${home}`} />
        </noscript>
      </head>
      <body
        className={classNames(place.language === 'de-simple' && 'dran-simple')}
        data-kern-theme={place.look}
        data-idle-seconds={idleSeconds}
        data-home={home}
        data-idle-silent={isStart ? '' : undefined}
        data-site={isStart ? place.site.key : undefined}
        data-closed={isStart ? props.closed : undefined}
      >
        <div className="kiosk" data-idle-content="">
          <Head {...props} />
          <main className="kiosk-main">
            {props.children}
            {place.language === 'de-simple' && (
              <p className="kern-body kern-body--small">{hallTexts('de-simple')('kiosk.simple')}</p>
            )}
          </main>
          <Actions {...props} />
        </div>
        {!isStart && <IdleWarning place={place} />}
        <p className="kiosk-away" role="status" data-idle-away="" hidden>
          {hallTexts(place.language)('kiosk.idle.away')}
        </p>
        <form method="post" action={kioskHref(place, '/check-in')} data-scan="" data-once="" hidden>
          <input type="hidden" name="code" />
        </form>
      </body>
    </html>
  )
}

function Head({ place, path }: KioskPageProps) {
  const t = hallTexts(place.language)
  const look = place.look === 'contrast' ? 'light' : 'contrast'
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
            <a href={kioskHref({ ...place, look }, path)}>
              {t(look === 'contrast' ? 'kiosk.contrast.on' : 'kiosk.contrast.off')}
            </a>
          </li>
        </ul>
      </nav>
    </header>
  )
}

function Actions({ place, back, isStart }: KioskPageProps) {
  if (isStart) return null
  const t = hallTexts(place.language)
  return (
    <nav className="kiosk-actions" aria-label={t('kiosk.home')}>
      {back !== undefined && (
        <a className="kern-btn kern-btn--secondary" href={kioskHref(place, back)}>
          <span className="kern-label">{t('kiosk.back')}</span>
        </a>
      )}
      <a className="kern-btn kern-btn--secondary" href={kioskHome(place.site)}>
        <span className="kern-label">{t('kiosk.home')}</span>
      </a>
    </nav>
  )
}

function IdleWarning({ place }: { readonly place: KioskPlace }) {
  const t = hallTexts(place.language)
  return (
    <div className="kiosk-idle" data-idle-warning="" hidden>
      <div
        className="kiosk-idle__box"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby="idle-title"
        aria-describedby="idle-text"
      >
        <h2 className="kern-heading-large" id="idle-title">
          {t('kiosk.idle.title')}
        </h2>
        <p className="kern-body" id="idle-text">
          {t('kiosk.idle.text')}
        </p>
        <button type="button" className="kern-btn kern-btn--primary" data-idle-stay="">
          <span className="kern-label">{t('kiosk.idle.stay')}</span>
        </button>
      </div>
    </div>
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
