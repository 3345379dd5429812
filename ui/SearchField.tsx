import { HiddenFields } from './HiddenFields.tsx'

export type SearchFieldProps = {
  readonly action: string
  readonly name: string
  readonly label: string
  readonly button: string
  readonly hint?: string
  readonly value?: string | undefined
  /** Values that travel along, e.g. the language. */
  readonly hidden?: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** One big field that finds things; the way into the start page. */
export function SearchField({ action, name, label, button, hint, value, hidden = {} }: SearchFieldProps) {
  return (
    <search>
      <form action={action} method="get" className="dran-search">
        <HiddenFields values={hidden} />
        <label className="kern-label kern-label--large" htmlFor={name}>
          {label}
        </label>
        {hint && (
          <div className="kern-hint" id={`${name}-hint`}>
            {hint}
          </div>
        )}
        <div className="dran-search__row">
          <input
            className="kern-form-input__input dran-search__input"
            type="search"
            id={name}
            name={name}
            defaultValue={value}
            autoComplete="off"
            enterKeyHint="search"
            maxLength={100}
            aria-describedby={hint ? `${name}-hint` : undefined}
          />
          <button type="submit" className="kern-btn kern-btn--primary">
            <span className="kern-icon kern-icon--search" aria-hidden="true" />
            <span className="kern-label">{button}</span>
          </button>
        </div>
      </form>
    </search>
  )
}
