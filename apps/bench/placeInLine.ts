/** An answer to a press, or to asking again how it stands. */
export type LineAnswer = { readonly status: number; readonly text: string; readonly retryAfter: string }

/**
 * The place that an answer named which made somebody wait: 1 for the next one, 0 for whoever is being served already,
 * null where none was named. Undefined for an answer that makes nobody wait. A page makes wait by its refresh, a problem
 * by its Retry-After.
 */
export function placeToldBy({ status, text, retryAfter }: LineAnswer): number | null | undefined {
  if (status >= 400) {
    if (retryAfter === '') return undefined
    const [, place] = /"place":(\d+)/.exec(text) ?? []
    return place === undefined ? null : Number(place)
  }
  const [, again] = /http-equiv="refresh" content="\d+; url=([^"]+)"/.exec(text) ?? []
  if (status !== 200 || again === undefined) return undefined
  const [, place] = /dran-big-number__value"[^>]*>(\d+)</.exec(text) ?? []
  if (place !== undefined) return Number(place)
  // A page that counts its looks no longer finds the place; one that does not says that it is their turn.
  return /[?&;]look=/.test(again) ? null : 0
}

/** How those fared who were made to wait. */
export type InLine = {
  /** People who were told a place behind others. */
  readonly people: number
  readonly last: number
  /** Answers that made somebody wait, and those of them that named no place. */
  readonly answers: number
  readonly placeless: number
}

/** Sums up what everybody was told, each answer that made them wait. */
export function inLine(told: readonly (readonly (number | null)[])[]): InLine {
  const furthest = told.map((places) => Math.max(0, ...places.map((place) => place ?? 0)))
  const all = told.flat()
  return {
    people: furthest.filter((place) => place > 0).length,
    last: Math.max(0, ...furthest),
    answers: all.length,
    placeless: all.filter((place) => place === null).length,
  }
}
