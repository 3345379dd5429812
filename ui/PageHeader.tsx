import { LANGUAGES, type Language, languageTag } from '#kernel/language.ts'
import { inLanguage } from './address.ts'
import { Crest } from './Crest.tsx'
import { LOOKS, type Look } from './look.ts'
import { uiTexts } from './texts.ts'

/**
 * A form that takes what is typed in it along when the language changes: sent by GET its values stand in the address
 * of the other language, sent by POST the field `switch` says that nothing is to be checked yet.
 */
export type LanguageForm = { readonly id: string; readonly method: 'get' | 'post' }

export type PageHeaderProps = {
  readonly language: Language
  /** e.g. "Stadt Neuwalden" */
  readonly cityName: string
  /** The name of the service below the city's, e.g. "Kundenzentrum" */
  readonly serviceName?: string
  readonly homeHref: string
  /** Address of an image of the city's crest; a plain sign stands in for it. */
  readonly crest?: string | undefined
  /** Path and query of this page, so that language and look can change without losing the place. */
  readonly address: string
  readonly look: Look
  readonly languageForm?: LanguageForm
}

/** The head of every citizen page: whose page it is, its languages, and how it looks. */
export function PageHeader({
  language,
  cityName,
  serviceName,
  homeHref,
  crest,
  address,
  look,
  languageForm,
}: PageHeaderProps) {
  const t = uiTexts(language)
  return (
    <header className="dran-header">
      <div className="dran-header__tools">
        <div className="dran-container dran-header__tools-row">
          {/* The Enter key presses the first button of a form; some browsers pass over one that is not drawn. */}
          {languageForm?.method === 'post' && (
            <button
              type="submit"
              form={languageForm.id}
              className="kern-sr-only"
              tabIndex={-1}
              aria-hidden="true"
            />
          )}
          <nav className="dran-languages" aria-label={t('header.language')}>
            <ul>
              {LANGUAGES.map((other) => (
                <li key={other}>
                  <LanguageSwitch {...{ address, language, other, languageForm }} />
                </li>
              ))}
            </ul>
          </nav>
          <details className="dran-looks">
            <summary>
              <span className="kern-icon kern-icon--brightness-medium" aria-hidden="true" />
              <span>{t('header.look')}</span>
            </summary>
            <form method="post" action="/look" className="dran-looks__menu">
              <input type="hidden" name="back" value={address} />
              {LOOKS.map((other) => (
                <button key={other} type="submit" name="look" value={other} aria-pressed={other === look}>
                  {t(`look.${other}`)}
                </button>
              ))}
            </form>
          </details>
        </div>
      </div>
      <div className="dran-container dran-header__name">
        <a className="dran-brand" href={homeHref}>
          {crest ? (
            <img className="dran-brand__crest" src={crest} alt="" width="44" height="52" />
          ) : (
            <Crest />
          )}
          <span className="dran-brand__words">
            <span className="dran-brand__city">{cityName}</span>
            {serviceName && <span className="dran-brand__service">{serviceName}</span>}
          </span>
        </a>
      </div>
    </header>
  )
}

function LanguageSwitch({
  address,
  language,
  other,
  languageForm,
}: {
  readonly address: string
  readonly language: Language
  readonly other: Language
  readonly languageForm: LanguageForm | undefined
}) {
  const shared = {
    lang: languageTag(other),
    'aria-current': other === language ? ('true' as const) : undefined,
    children: uiTexts(language)(`language.${other}`),
  }
  if (!languageForm) return <a href={inLanguage(address, other)} hrefLang={languageTag(other)} {...shared} />
  const { id, method } = languageForm
  return method === 'get' ? (
    <button type="submit" form={id} name="lang" value={other} {...shared} />
  ) : (
    <button
      type="submit"
      form={id}
      formAction={inLanguage(address, other)}
      name="switch"
      value={other}
      {...shared}
    />
  )
}
