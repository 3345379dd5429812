import type { Language } from '#kernel/language.ts'
import { Icon } from './Icon.tsx'
import { uiTexts } from './texts.ts'

export type FieldProblem = {
  /** Name of the field; left out when the problem belongs to no field. */
  readonly field?: string | undefined
  readonly text: string
}

export type ErrorSummaryProps = {
  readonly language: Language
  readonly problems: readonly FieldProblem[]
  /** Instead of "Please check your answers". */
  readonly title?: string
}

/**
 * All problems of a form at the top of the page, each a link to its field, with the words that stand there too.
 * Nothing is rendered without problems. Script moves the focus here. Set `hasErrors` on the Page as well.
 */
export function ErrorSummary({ language, problems, title }: ErrorSummaryProps) {
  if (problems.length === 0) return null
  return (
    <div
      className="kern-alert kern-alert--danger dran-error-summary"
      role="alert"
      tabIndex={-1}
      aria-labelledby="error-summary-title"
      data-error-summary=""
    >
      <div className="kern-alert__header">
        <Icon name="danger" />
        <h2 className="kern-title" id="error-summary-title">
          {title ?? uiTexts(language)('errors.title')}
        </h2>
      </div>
      <div className="kern-alert__body">
        <ul className="kern-list dran-list-plain">
          {problems.map((problem) => (
            <li key={`${problem.field}${problem.text}`}>
              {problem.field ? (
                <a className="kern-link kern-link--no-visited-state" href={`#${problem.field}`}>
                  {problem.text}
                </a>
              ) : (
                problem.text
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
