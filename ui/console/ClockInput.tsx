import { useId } from 'react'

export type ClockInputProps = {
  readonly label: string
  /** A time as people type it (see platform/time/readTime.ts), or a day as YYYY-MM-DD; empty when nothing is typed. */
  readonly type: 'time' | 'date'
  readonly value: string
  readonly onChange: (value: string) => void
  readonly min?: string
  readonly max?: string
  readonly autoFocus?: boolean
}

/**
 * A time or a day. A day is the browser's own field; a time is typed, because the browser's field speaks the language
 * of the browser and asks for AM and PM.
 */
export function ClockInput({ label, type, value, onChange, min, max, autoFocus }: ClockInputProps) {
  const id = useId()
  return (
    <div className="kern-form-input">
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
      <input
        className="kern-form-input__input"
        id={id}
        type={type === 'date' ? 'date' : 'text'}
        placeholder={type === 'time' ? '--:--' : undefined}
        maxLength={type === 'time' ? 5 : undefined}
        autoComplete="off"
        value={value}
        min={min}
        max={max}
        // biome-ignore lint/a11y/noAutofocus: only in a dialog that was just opened
        autoFocus={autoFocus}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
