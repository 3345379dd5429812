import type { Caller } from '#features/staff/model.ts'
import { STAFF_LANGUAGES } from '#kernel/language.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Assets } from '#platform/http/assets.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import { renderDocument } from '#ui/render.ts'
import { texts } from './texts.ts'

/** Serves the staff console: one document for all its addresses; the program inside decides what to show. */
export function registerConsole(app: HttpServer<Caller, Authority>, assets: Assets): void {
  const script = assets.find('console.js')
  if (!script) return
  const stylesheets = ['console.css', 'console-app.css'].flatMap((name) => assets.find(name) ?? [])
  const document = renderDocument(
    <html lang="de">
      <head>
        <meta charSet="utf-8" />
        <title>Dran</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" type="image/svg+xml" href={PAGE_ICON} />
        {stylesheets.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        <script type="module" src={script} />
      </head>
      <body>
        <noscript>
          {STAFF_LANGUAGES.map((language) => (
            <p key={language} lang={language}>
              {texts(language)('console.script')}
            </p>
          ))}
        </noscript>
        <div id="console" />
      </body>
    </html>,
  )
  const policy = { who: 'everyone; the program asks for sign-in', allows: () => true }
  const handler = async () => ({ kind: 'html', body: document }) as const
  // Mails are shown in a frame as they arrive.
  const needs = { embeds: true } as const
  bindPage(app, { method: 'GET', path: '/console', policy, handler, needs })
  bindPage(app, { method: 'GET', path: '/console/*', policy, handler, needs })
}
