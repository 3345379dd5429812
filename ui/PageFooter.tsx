import type { Language } from '#kernel/language.ts'
import { uiTexts } from './texts.ts'

export type FooterLink = { readonly href: string; readonly text: string }

export type PageFooterProps = {
  readonly language: Language
  readonly cityName: string
  readonly links: readonly FooterLink[]
  /** Path and query of this page: a link that leads here says so. */
  readonly address: string
}

const pathOf = (address: string) => address.split(/[?#]/)[0]

/** The foot of every citizen page: legal notes and help. */
export function PageFooter({ language, cityName, links, address }: PageFooterProps) {
  const t = uiTexts(language)
  return (
    <footer className="dran-footer">
      <div className="dran-container dran-footer__row">
        <p className="dran-footer__city">{cityName}</p>
        {links.length > 0 && (
          <nav aria-label={t('footer.links')}>
            <ul className="dran-footer__links">
              {links.map((link) => (
                <li key={link.href}>
                  <a
                    href={link.href}
                    aria-current={pathOf(link.href) === pathOf(address) ? 'page' : undefined}
                  >
                    {link.text}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </div>
    </footer>
  )
}
