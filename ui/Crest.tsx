import { CREST_FIELD, CREST_SIGN } from './crest.ts'

/** A plain shield with a river and a tree line, for cities that have not given their crest. */
export function Crest() {
  return (
    <svg
      className="dran-brand__crest"
      viewBox="0 0 44 52"
      width="44"
      height="52"
      aria-hidden="true"
      focusable="false"
    >
      <path className="dran-crest__field" d={CREST_FIELD} />
      <path className="dran-crest__sign" d={CREST_SIGN} />
    </svg>
  )
}
