import type { ReactNode } from 'react'

export type SummaryRow = {
  readonly term: string
  readonly value: ReactNode
  /** A link to change this answer; `about` names it for those who hear the link alone. */
  readonly action?: { readonly href: string; readonly text: string; readonly about: string }
}

/** Answers to check, or facts at a glance: a term, its value, and a way to change it. */
export function SummaryList({ rows }: { readonly rows: readonly SummaryRow[] }) {
  return (
    <dl className="kern-description-list dran-summary">
      {rows.map((row) => (
        <div className="kern-description-list-item" key={row.term}>
          <dt className="kern-description-list-item__key">{row.term}</dt>
          <dd className="kern-description-list-item__value">{row.value}</dd>
          {row.action && (
            <dd className="dran-summary__action">
              <a className="kern-link kern-link--no-visited-state" href={row.action.href}>
                {row.action.text}
                <span className="kern-sr-only"> {row.action.about}</span>
              </a>
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
