import { useId } from 'react'
import { classNames } from '../className.ts'
import { Icon } from '../Icon.tsx'

export type TextBoxProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string
  readonly error?: string | undefined
  readonly rows?: number
  readonly maxLength?: number
  /** The BCP 47 tag of what is written, where it is not that of the screen. */
  readonly lang?: string
}

/** Several lines of text on a screen. What is typed belongs to the screen, so nothing loses it. */
export function TextBox(props: TextBoxProps) {
  const { label, value, onChange, hint, error, rows = 3 } = props
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={classNames('kern-form-input', error !== undefined && 'kern-form-input--error')}>
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <div className="kern-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <textarea
        className={classNames(
          'kern-form-input__input',
          'dran-textarea',
          error !== undefined && 'kern-form-input__input--error',
        )}
        id={id}
        rows={rows}
        value={value}
        maxLength={props.maxLength}
        lang={props.lang}
        autoComplete="off"
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
