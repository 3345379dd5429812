import type { ReactNode } from 'react'

/** Cards in as many columns as there is room for. Each child becomes an item of a list. */
export function CardGrid({
  cards,
}: {
  readonly cards: readonly { readonly key: string; readonly card: ReactNode }[]
}) {
  return (
    <ul className="dran-cards">
      {cards.map(({ key, card }) => (
        <li key={key}>{card}</li>
      ))}
    </ul>
  )
}
