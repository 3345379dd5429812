import type { Language } from '#kernel/language.ts'
import { Icon } from './Icon.tsx'
import { uiTexts } from './texts.ts'

export type PaginationProps = {
  readonly language: Language
  readonly current: number
  readonly total: number
  /** Address of a page, counted from 1. */
  readonly href: (page: number) => string
}

/** Ways to the pages before and after, with the position between them. */
export function Pagination({ language, current, total, href }: PaginationProps) {
  const t = uiTexts(language)
  if (total <= 1) return null
  return (
    <nav className="dran-pagination" aria-label={t('pages.label')}>
      {current > 1 && (
        <a className="kern-link kern-link--no-visited-state" rel="prev" href={href(current - 1)}>
          <Icon name="arrow-back" />
          {t('pages.previous')}
        </a>
      )}
      <span className="kern-body">{t('pages.position', { current, total })}</span>
      {current < total && (
        <a className="kern-link kern-link--no-visited-state" rel="next" href={href(current + 1)}>
          {t('pages.next')}
          <Icon name="arrow-forward" />
        </a>
      )}
    </nav>
  )
}
