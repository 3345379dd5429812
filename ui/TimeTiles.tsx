export type TimeTile = {
  readonly value: string
  /** The time as people read it. */
  readonly time: string
  /** A word below it, e.g. where. */
  readonly note?: string
  /** Read out after the rest, where the eye finds it in the heading: the day or the site. */
  readonly spoken?: string
}

/** Times side by side, each a button that sends the form around them with this value. */
export function TimeTiles({ name, times }: { readonly name: string; readonly times: readonly TimeTile[] }) {
  return (
    <ul className="dran-times">
      {times.map((tile) => (
        <li key={tile.value}>
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
        </li>
      ))}
    </ul>
  )
}
