import { type Ref, useId } from 'react'
import { classNames } from '../className.ts'
import { Icon } from '../Icon.tsx'

export type TextInputProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'email' | 'tel' | 'search' | 'date'
  readonly hint?: string
  readonly error?: string | undefined
  /** The word for "optional", for an answer that need not be given. */
  readonly optional?: string
  readonly maxLength?: number
  /** The first day that can be chosen, of a date. */
  readonly min?: string | undefined
  /** The last one. */
  readonly max?: string | undefined
  readonly field?: Ref<HTMLInputElement>
}

/** One line of text on a screen. What is typed belongs to the screen, so nothing loses it. */
export function TextInput(props: TextInputProps) {
  const { label, value, onChange, type = 'text', hint, error, optional } = props
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={classNames('kern-form-input', error !== undefined && 'kern-form-input--error')}>
      <label className="kern-label" htmlFor={id}>
        {label} {optional && <span className="kern-label__optional">({optional})</span>}
      </label>
      {hint && (
        <div className="kern-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <input
        className={classNames(
          'kern-form-input__input',
          error !== undefined && 'kern-form-input__input--error',
        )}
        id={id}
        ref={props.field}
        type={type}
        value={value}
        maxLength={props.maxLength}
        min={props.min}
        max={props.max}
        // Other people's data: the browser of the house must not remember and offer them.
        autoComplete="off"
        spellCheck={false}
        aria-describedby={described || undefined}
        aria-invalid={error === undefined ? undefined : true}
        onChange={(event) => onChange(event.target.value)}
      />
      {error !== undefined && (
        <p className="kern-error" id={`${id}-error`}>
          <Icon name="danger" />
          <span className="kern-body">{error}</span>
        </p>
      )}
    </div>
  )
}
