import { useId } from 'react'

export type PickerOption = { readonly value: string; readonly text: string }

export type PickerProps = {
  readonly label: string
  readonly options: readonly PickerOption[]
  readonly value: string | undefined
  readonly onChange: (value: string) => void
  /** The words while nothing is chosen; without it one of the options always is. */
  readonly placeholder?: string
}

/** One of a few: the browser's own list, which every keyboard and reader knows. */
export function Picker({ label, options, value, onChange, placeholder }: PickerProps) {
  const id = useId()
  return (
    <div className="kern-form-input">
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
      <div className="kern-form-input__select-wrapper">
        <select
          className="kern-form-input__select"
          id={id}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value)}
        >
          {placeholder !== undefined && (
            <option value="" disabled={value !== undefined}>
              {placeholder}
            </option>
          )}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}
