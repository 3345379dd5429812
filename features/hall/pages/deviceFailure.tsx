import { languageTag } from '#kernel/language.ts'
import type { ErrorPage } from '#platform/http/serving.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import { renderDocument } from '#ui/render.ts'
import { hallTexts } from './texts.ts'

/** A device tries again by itself after so many seconds: nobody stands beside it with a keyboard. */
const AGAIN_SECONDS = 10

const DEVICE = /^\/(?:kiosk|display)\/[a-z0-9-]{2,40}(?=\/|$)/

/**
 * What kiosk and display show when their page fails: no way out, no dead end. Undefined for the paths of people, who
 * get the neutral page.
 */
export function deviceFailure(page: ErrorPage, stylesheet: string): string | undefined {
  const home = DEVICE.exec(page.path)?.[0]
  if (home === undefined) return undefined
  const t = hallTexts(page.language)
  return renderDocument(
    <html lang={languageTag(page.language)}>
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href={PAGE_ICON} />
        <title>{t('device.failed.title')}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="stylesheet" href={stylesheet} />
        <meta httpEquiv="refresh" content={`${AGAIN_SECONDS}; url=${home}`} />
      </head>
      <body data-kern-theme="light">
        <main className="kiosk-main">
          <h1 className="kiosk-question">{t('device.failed.title')}</h1>
          <p className="kiosk-notice">{t('device.failed.text')}</p>
          <p>
            <a className="kern-btn kern-btn--primary" href={home}>
              <span className="kern-label">{t('kiosk.home')}</span>
            </a>
          </p>
          <p className="kern-hint">{page.requestId}</p>
        </main>
      </body>
    </html>,
  )
}
