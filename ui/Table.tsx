import type { ReactNode } from 'react'
import { classNames } from './className.ts'

export type Column = { readonly key: string; readonly title: string; readonly numeric?: boolean }

export type TableProps = {
  readonly caption: string
  /** Hides the caption from the eye where a heading above says the same. */
  readonly captionHidden?: boolean
  readonly columns: readonly Column[]
  /** Cells by the column's key. The first column heads its row. */
  readonly rows: readonly { readonly key: string; readonly cells: Readonly<Record<string, ReactNode>> }[]
  readonly dense?: boolean
}

/** A table of data. On a narrow screen it scrolls in its own frame, which the keyboard can reach. */
export function Table({ caption, captionHidden, columns, rows, dense }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section className="kern-table-responsive" tabIndex={0} aria-label={caption}>
      <table className={classNames('kern-table', dense && 'kern-table--small')}>
        <caption className={captionHidden ? 'kern-sr-only' : 'kern-title'}>{caption}</caption>
        <thead className="kern-table__head">
          <tr className="kern-table__row">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={classNames('kern-table__header', column.numeric && 'kern-table__header--numeric')}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="kern-table__body">
          {rows.map((row) => (
            <tr className="kern-table__row" key={row.key}>
              {columns.map((column, position) =>
                position === 0 ? (
                  <th key={column.key} scope="row" className="kern-table__header">
                    {row.cells[column.key]}
                  </th>
                ) : (
                  <td
                    key={column.key}
                    className={classNames('kern-table__cell', column.numeric && 'kern-table__cell--numeric')}
                  >
                    {row.cells[column.key]}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
