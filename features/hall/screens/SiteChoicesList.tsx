import type { Output } from '#platform/http/contract.ts'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import type { houseNumbersRoute } from '../contract/numbers.ts'
import { hallTexts } from './texts.ts'

export type SiteChoicesListProps = { readonly choices: Output<typeof houseNumbersRoute>['choices'] }

/** How often people were called out of order at each site, at every size of site. */
export function SiteChoicesList({ choices }: SiteChoicesListProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  return (
    <section className="console-panel" aria-labelledby="numbers-choices">
      <h2 className="console-panel__title" id="numbers-choices">
        {t('numbers.choices')}
      </h2>
      <p className="console-line">{t('numbers.choicesHint')}</p>
      {choices.length === 0 && <p className="console-empty">{t('numbers.choicesNone')}</p>}
      {choices.length > 0 && (
        <ul className="console-list">
          {choices.map(({ site, count, atMost }) => (
            <li key={site} className="console-item">
              <span className="console-item__main">{siteName(directory, site)}</span>
              <span className="console-item__meta">
                {t(atMost ? 'numbers.atMost' : 'numbers.exactly', { count })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="console-line">
        <a className="kern-link" href="/hall-choices.csv" download>
          {t('numbers.choicesCsv')}
        </a>
      </p>
    </section>
  )
}
