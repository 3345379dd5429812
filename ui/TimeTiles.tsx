export type TimeTile = {
  readonly value: string
  /** The time as people read it. */
  readonly time: string
  /** A word below it, e.g. where. */
  readonly note?: string | undefined
  /** Read out after the rest: what the eye finds elsewhere, e.g. the day or the site. */
  readonly spoken?: string | undefined
}

/** A time as a button that sends the form around it with this value. */
export function TimeButton({ name, tile }: { readonly name: string; readonly tile: TimeTile }) {
  return (
    <button type="submit" name={name} value={tile.value} className="dran-time">
      <span className="dran-time__time">{tile.time}</span>
      {tile.note && (
        <>
          {' '}
          <span className="dran-time__note">{tile.note}</span>
        </>
      )}
      {tile.spoken && <span className="kern-sr-only">, {tile.spoken}</span>}
    </button>
  )
}

/** Times side by side, each a button. */
export function TimeTiles({ name, times }: { readonly name: string; readonly times: readonly TimeTile[] }) {
  return (
    <ul className="dran-times">
      {times.map((tile) => (
        <li key={tile.value}>
          <TimeButton name={name} tile={tile} />
        </li>
      ))}
    </ul>
  )
}
