import { languageTag } from '#kernel/language.ts'
import { Crest } from '#ui/Crest.tsx'
import { classNames } from '#ui/className.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import { type KioskPlace, kioskHome } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

/** Seconds until the page asks for the first page; from then on every two (apps/kiosk/idle.ts). */
const ASKED_AFTER = 3

/**
 * What the kiosk shows while the server is away: what still works, and nothing to press. The browser keeps it, so it
 * says nothing that could be old.
 */
export function KioskOutOfOrder({ place }: { readonly place: KioskPlace }) {
  const { language, site, ease } = place
  const t = hallTexts(language)
  return (
    <html lang={languageTag(language)}>
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href={PAGE_ICON} />
        <title>{`${t('kiosk.out.title')} – ${site.texts.name[language]}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href={place.stylesheet} />
        {place.script && <script src={place.script} type="module" />}
        <noscript>
          <meta httpEquiv="refresh" content={`10; url=${kioskHome(site)}`} />
        </noscript>
      </head>
      <body
        className={classNames(language === 'de-simple' && 'dran-simple')}
        data-kern-theme={ease.look}
        data-idle-seconds={ASKED_AFTER}
        data-idle-silent=""
        data-home={kioskHome(site)}
      >
        <div className="kiosk">
          <header className="kiosk-header">
            <div className="dran-brand">
              <Crest />
              <div className="dran-brand__words">
                <span className="dran-brand__city">{site.texts.name[language]}</span>
                <span className="dran-brand__service">{place.cityName}</span>
              </div>
            </div>
          </header>
          <main className="kiosk-main" data-out-of-order="">
            <h1 className="kiosk-question">{t('kiosk.out.title')}</h1>
            <p className="kiosk-notice">
              <strong>{t('kiosk.out.desk')}</strong>
            </p>
            <p className="kern-body">{t('kiosk.out.booked')}</p>
            <p className="kern-body">{t('kiosk.out.number')}</p>
            <p className="kern-body">{t('kiosk.out.again')}</p>
          </main>
        </div>
      </body>
    </html>
  )
}
