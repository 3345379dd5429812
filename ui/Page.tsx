import type { ReactNode } from 'react'
import { type Language, languageTag } from '#kernel/language.ts'
import { classNames } from './className.ts'
import { PAGE_ICON } from './crest.ts'
import type { Look } from './look.ts'
import { type FooterLink, PageFooter } from './PageFooter.tsx'
import { type LanguageForm, PageHeader } from './PageHeader.tsx'
import { SimpleLanguageNotice } from './SimpleLanguageNotice.tsx'
import { uiTexts } from './texts.ts'

export type PageAssets = {
  /** Address of citizen.css as built. */
  readonly stylesheet: string
  /** Address of enhance.js as built; without it the page has no script at all. */
  readonly script?: string | undefined
  /** Address of proof.js as built, which forms load when they need it (ui/Form.tsx). */
  readonly proof?: string | undefined
}

export type PageProps = {
  readonly language: Language
  /** The page's title, the same words as its heading of level 1. */
  readonly title: string
  /** The form came back with problems: the title says so, because it is read out first. */
  readonly hasErrors?: boolean
  readonly cityName: string
  readonly serviceName?: string
  readonly crest?: string | undefined
  readonly homeHref?: string
  /**
   * Path and query under which this page can be asked for again (GET). After a POST, give the address
   * of the question, not of the answer.
   */
  readonly address: string
  /** The form of the page whose typed values go along when the language changes. */
  readonly languageForm?: LanguageForm
  readonly look: Look
  readonly assets: PageAssets
  readonly footerLinks?: readonly FooterLink[]
  /** The text of the banner of a demonstration; without it there is no banner. */
  readonly demoNotice?: string | undefined
  /** Above the title: a BackLink or Steps. */
  readonly before?: ReactNode
  /** The first part of a start page, across its whole width: title, a sentence, the search. */
  readonly hero?: ReactNode
  /** Loads the page anew after so many seconds where there is no script. */
  readonly refreshSeconds?: number
  /** The same, and another address is asked for. */
  readonly refresh?: { readonly seconds: number; readonly address: string }
  /** `text`: a column that reads well. `wide`: for grids and tables. */
  readonly width?: 'text' | 'wide'
  /** Address of a web app manifest, for pages that are worth a place on the home screen. */
  readonly manifest?: string
  /** Keeps the page out of search engines; right for everything that belongs to one person. */
  readonly noIndex?: boolean
  readonly description?: string
  readonly children: ReactNode
}

/**
 * A whole citizen page. Render it with renderDocument. It works without script; it has no inline script,
 * style or event handler, so that a strict content security policy holds.
 */
export function Page(props: PageProps) {
  const { language, title, cityName, look, assets } = props
  const t = uiTexts(language)
  const named = t('page.title', { title, city: cityName })
  return (
    <html lang={languageTag(language)}>
      <head>
        <meta charSet="utf-8" />
        <title>{props.hasErrors ? t('page.errorPrefix', { title: named }) : named}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          name="color-scheme"
          content={look === 'light' ? 'light' : look === 'system' ? 'light dark' : 'dark'}
        />
        {props.description && <meta name="description" content={props.description} />}
        {props.noIndex && <meta name="robots" content="noindex" />}
        <link rel="icon" type="image/svg+xml" href={PAGE_ICON} />
        {props.manifest && <link rel="manifest" href={props.manifest} />}
        <link rel="stylesheet" href={assets.stylesheet} />
        {assets.script && <script src={assets.script} defer />}
        {props.refresh && (
          <noscript>
            <meta httpEquiv="refresh" content={`${props.refresh.seconds}; url=${props.refresh.address}`} />
          </noscript>
        )}
        {props.refreshSeconds && (
          <noscript>
            <meta httpEquiv="refresh" content={String(props.refreshSeconds)} />
          </noscript>
        )}
      </head>
      <body
        className={classNames(language === 'de-simple' && 'dran-simple')}
        data-kern-theme={look === 'system' ? undefined : look}
      >
        <a className="dran-skip" href="#main">
          {t('page.skip')}
        </a>
        {props.demoNotice && (
          <aside className="dran-demo" aria-label={t('page.demo')}>
            <div className="dran-container">{props.demoNotice}</div>
          </aside>
        )}
        <PageHeader
          language={language}
          cityName={cityName}
          {...(props.serviceName ? { serviceName: props.serviceName } : {})}
          homeHref={props.homeHref ?? '/'}
          crest={props.crest}
          address={props.address}
          look={look}
          {...(props.languageForm ? { languageForm: props.languageForm } : {})}
        />
        <PageBody {...props} />
        <PageFooter
          language={language}
          cityName={cityName}
          links={props.footerLinks ?? []}
          address={props.address}
        />
      </body>
    </html>
  )
}

function PageBody({ language, before, hero, width = 'text', children }: PageProps) {
  const t = uiTexts(language)
  const body = classNames('dran-container', 'dran-body', width === 'wide' && 'dran-body--wide')
  const notice = language === 'de-simple' && (
    <SimpleLanguageNotice title={t('simple.title')} text={t('simple.unchecked')} />
  )
  if (hero) {
    return (
      <main id="main" tabIndex={-1} className="dran-grow">
        <div className="dran-hero">
          <div className="dran-container">{hero}</div>
        </div>
        <div className={body}>
          <div className="dran-main">{children}</div>
          {notice}
        </div>
      </main>
    )
  }
  return (
    <div className={body}>
      <main id="main" tabIndex={-1} className="dran-main">
        {before && <div className="dran-before">{before}</div>}
        {children}
      </main>
      {notice}
    </div>
  )
}
