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

/** More columns do not fit beside each other on a narrow screen. */
const COLUMNS_BESIDE = 2

/**
 * A table of data. On a narrow screen each row of many columns stands by itself, one cell below the other with its
 * column's title; what is still too wide scrolls in its own frame, which the keyboard can reach.
 */
export function Table({ caption, captionHidden, columns, rows, dense }: TableProps) {
  const stacks = columns.length > COLUMNS_BESIDE
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section className="kern-table-responsive" tabIndex={0} aria-label={caption}>
      {/* Cells that no longer stand in rows for the eye keep their roles. */}
      <table
        role={stacks ? 'table' : undefined}
        className={classNames('kern-table', dense && 'kern-table--small', stacks && 'dran-table--stacks')}
      >
        <caption className={captionHidden ? 'kern-sr-only' : 'kern-title'}>{caption}</caption>
        <thead className="kern-table__head" role={stacks ? 'rowgroup' : undefined}>
          <tr className="kern-table__row" role={stacks ? 'row' : undefined}>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                role={stacks ? 'columnheader' : undefined}
                className={classNames('kern-table__header', column.numeric && 'kern-table__header--numeric')}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="kern-table__body" role={stacks ? 'rowgroup' : undefined}>
          {rows.map((row) => (
            <tr className="kern-table__row" role={stacks ? 'row' : undefined} key={row.key}>
              {columns.map((column, position) =>
                position === 0 ? (
                  <th
                    key={column.key}
                    scope="row"
                    role={stacks ? 'rowheader' : undefined}
                    className="kern-table__header"
                  >
                    {row.cells[column.key]}
                  </th>
                ) : (
                  <td
                    key={column.key}
                    role={stacks ? 'cell' : undefined}
                    data-title={stacks ? column.title : undefined}
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
