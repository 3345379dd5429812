import type { Caller } from '#features/staff/model.ts'
import { type Language, languageTag } from '#kernel/language.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { limitKey } from '#platform/http/address.ts'
import type { Assets } from '#platform/http/assets.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { translator } from '#platform/i18n/translator.ts'
import { Crest } from '#ui/Crest.tsx'
import { classNames } from '#ui/className.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import type { FrameOf } from '#ui/frame.ts'
import { htmlAnswer } from '#ui/render.ts'
import { pairing } from './actions.ts'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }
import { COOKIE_SECONDS, DEVICE_COOKIE, PAGE_KINDS, type PageKind, shownCode } from './model.ts'
import { everyone } from './policy.ts'

const deviceTexts = translator({ de, 'de-simple': deSimple, en })

/** A device that waits asks again after so many seconds whether somebody has typed its code. */
const AGAIN_SECONDS = 5

/** What the page of a device that is not paired stands on. */
export type DevicePagesDeps = {
  readonly database: Database
  readonly frame: FrameOf<Authority>
  readonly assets: Pick<Assets, 'url' | 'find'>
}

/** `/pair/display` and `/pair/kiosk`: the code of a device, and from there to its site once it is paired. */
export function registerDevicePairing(app: HttpServer<Caller, Authority>, deps: DevicePagesDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/pair/:kind',
    policy: everyone,
    async handler(request): Promise<PageAnswer> {
      const { authority, cookies, address } = request
      const kind = PAGE_KINDS.find((each) => each === request.params.kind)
      if (!kind) return { kind: 'failure', code: 'not_found' }
      // Codes are few: whoever asks for many of them waits.
      const mayBegin = () => app.serving.count('sensitive', [`pair ${limitKey(address)}`])
      const found = await deps.database.withAuthority(authority, (tx) =>
        pairing(tx, kind, cookies.getSecret(DEVICE_COOKIE), mayBegin),
      )
      if (found.state === 'paired') return { kind: 'redirect', to: `/${found.kind}/${found.siteKey}` }
      if (found.token !== undefined)
        cookies.setSecret(DEVICE_COOKIE, found.token, { maxAgeSeconds: COOKIE_SECONDS })
      const { language, cityName } = await deps.frame(request)
      const files = { stylesheet: deps.assets.url('kiosk.css'), script: deps.assets.find('kiosk.js') }
      return htmlAnswer(PairPage({ language, cityName, kind, code: found.code, ...files }))
    },
  })
}

/** The code in large letters, and what to do with it. */
function PairPage(props: {
  readonly language: Language
  readonly cityName: string
  readonly kind: PageKind
  readonly code: string
  readonly stylesheet: string
  readonly script: string | undefined
}) {
  const { language, cityName, kind } = props
  const t = deviceTexts(language)
  const title = t(`pair.${kind}`)
  return (
    <html lang={languageTag(language)}>
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href={PAGE_ICON} />
        <title>{`${title} – ${cityName}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href={props.stylesheet} />
        {props.script && <script src={props.script} type="module" />}
        <noscript>
          <meta httpEquiv="refresh" content={String(AGAIN_SECONDS)} />
        </noscript>
      </head>
      <body
        className={classNames(language === 'de-simple' && 'dran-simple')}
        data-kern-theme="light"
        data-idle-seconds={AGAIN_SECONDS}
        data-home={`/pair/${kind}`}
        data-idle-silent=""
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
            <p className="kern-body kern-body--large">{t('pair.text')}</p>
            <p className="kiosk-pairing">{shownCode(props.code)}</p>
            <p className="kern-body kern-body--large">{t('pair.how')}</p>
            <p className="kern-body">{t('pair.lasts')}</p>
          </main>
        </div>
      </body>
    </html>
  )
}
