import type { ReactNode } from 'react'
import { type Language, languageTag } from '#kernel/language.ts'
import type { ErrorPage } from '#platform/http/serving.ts'
import { Crest } from '#ui/Crest.tsx'
import { classNames } from '#ui/className.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import { renderDocument } from '#ui/render.ts'
import type { Device } from './DeviceSitesPage.tsx'
import { hallTexts } from './texts.ts'

/** A device tries again by itself after so many seconds: nobody stands beside it with a keyboard. */
const AGAIN_SECONDS = 10
/** A site that does not exist is asked for again later: until then somebody chooses another one. */
const MISSING_SECONDS = 30

const DEVICE = /^\/(?:kiosk|display)\/[a-z0-9-]{2,40}(?=\/|$)/

type Notice = {
  readonly language: Language
  readonly cityName: string
  readonly title: string
  readonly text: string
  readonly way: { readonly href: string; readonly text: string }
  readonly stylesheet: string
  /** What lets the device try again by itself. */
  readonly again: ReactNode
  readonly idle?: { readonly seconds: number; readonly home: string }
  readonly hint?: string
}

function DeviceNotice({ language, cityName, title, text, way, stylesheet, again, idle, hint }: Notice) {
  return (
    <html lang={languageTag(language)}>
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href={PAGE_ICON} />
        <title>{`${title} – ${cityName}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href={stylesheet} />
        {again}
      </head>
      <body
        className={classNames(language === 'de-simple' && 'dran-simple')}
        data-kern-theme="light"
        data-idle-seconds={idle?.seconds}
        data-home={idle?.home}
        data-idle-silent={idle ? '' : undefined}
      >
        <div className="kiosk">
          <header className="kiosk-header">
            <div className="dran-brand">
              <Crest />
              <div className="dran-brand__words">
                <span className="dran-brand__city">{cityName}</span>
              </div>
            </div>
          </header>
          <main className="kiosk-main">
            <h1 className="kiosk-question">{title}</h1>
            <p className="kiosk-notice">{text}</p>
            <div>
              <a className="kern-btn kern-btn--primary" href={way.href}>
                <span className="kern-label">{way.text}</span>
              </a>
            </div>
            {hint !== undefined && <p className="kern-hint">{hint}</p>}
          </main>
        </div>
      </body>
    </html>
  )
}

/**
 * What kiosk and display show when their page fails: no way out, no dead end. Undefined for the paths of people, who
 * get the neutral page.
 */
export function deviceFailure(page: ErrorPage, cityName: string, stylesheet: string): string | undefined {
  const home = DEVICE.exec(page.path)?.[0]
  if (home === undefined) return undefined
  const t = hallTexts(page.language)
  return renderDocument(
    <DeviceNotice
      language={page.language}
      cityName={cityName}
      title={t('device.failed.title')}
      text={t('device.failed.text')}
      way={{ href: home, text: t('kiosk.home') }}
      stylesheet={stylesheet}
      again={<meta httpEquiv="refresh" content={`${AGAIN_SECONDS}; url=${home}`} />}
      hint={page.requestId}
    />,
  )
}

/** A device that asks for a site which does not exist: the way to the list, and on by itself should the site come back. */
export function MissingSite(props: {
  readonly language: Language
  readonly cityName: string
  readonly device: Device
  readonly site: string
  readonly stylesheet: string
  readonly script: string | undefined
}) {
  const { language, device, script } = props
  const t = hallTexts(language)
  const home = `/${device}/${encodeURIComponent(props.site)}`
  return (
    <DeviceNotice
      language={language}
      cityName={props.cityName}
      title={t('device.missing.title')}
      text={t('device.missing.text')}
      way={{ href: `/${device}?lang=${language}`, text: t('device.missing.list') }}
      stylesheet={props.stylesheet}
      again={
        <>
          {script && <script src={script} type="module" />}
          <noscript>
            <meta httpEquiv="refresh" content={`${MISSING_SECONDS}; url=${home}`} />
          </noscript>
        </>
      }
      idle={{ seconds: MISSING_SECONDS, home }}
    />
  )
}
