/** What decides which of two views is the newer one. */
export type Numbered = { readonly number: number }

/** So many fresh views in a row with a smaller number mean that the journal has begun anew (a demo's reset). */
const RESET_AFTER = 2

/**
 * Decides whether a view may replace the one that is shown: two ways lead here, so that an older one can come after a
 * newer one. Gives `reset` when the numbers have begun anew.
 */
export function orderKeeper() {
  let newest = -1
  let smaller = 0
  return (view: Numbered, isFresh: boolean): 'show' | 'ignore' | 'reset' => {
    if (view.number >= newest) {
      newest = view.number
      smaller = 0
      return 'show'
    }
    if (!isFresh) return 'ignore'
    smaller += 1
    if (smaller < RESET_AFTER) return 'ignore'
    newest = view.number
    smaller = 0
    return 'reset'
  }
}
