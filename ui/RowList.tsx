import type { ReactNode } from 'react'

export type Row = {
  readonly key: string
  readonly title: ReactNode
  /** Below the title, smaller. */
  readonly detail?: ReactNode
  /** At the end of the row; below where there is no room. */
  readonly aside?: ReactNode
}

/** Things of one kind below one another, each with a line or two and something to see or do at the end. */
export function RowList({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <ul className="dran-rows">
      {rows.map((row) => (
        <li key={row.key} className="dran-rows__row">
          <div className="dran-rows__words">
            <div className="dran-rows__title">{row.title}</div>
            {row.detail && <div className="dran-rows__detail">{row.detail}</div>}
          </div>
          {row.aside && <div className="dran-rows__aside">{row.aside}</div>}
        </li>
      ))}
    </ul>
  )
}
