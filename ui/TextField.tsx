import { classNames } from './className.ts'
import { describedBy, FieldError, FieldHint, FieldLabel, type QuestionProps } from './fieldParts.tsx'

export type TextFieldProps = QuestionProps & {
  readonly type?: 'text' | 'email' | 'tel' | 'search' | 'password'
  /** What was typed before: never lost when the page comes back with errors. */
  readonly value?: string | undefined
  /** The purpose after WCAG 1.3.5, e.g. "name", "email", "bday". */
  readonly autoComplete?: string
  readonly inputMode?: 'text' | 'numeric' | 'email' | 'tel' | 'search'
  readonly maxLength?: number
  /** Length of the expected answer: a short field asks for a short answer. */
  readonly width?: 'full' | 'half' | 'short'
  /** Codes and names are no words for the spelling checker. */
  readonly spellCheck?: boolean
  readonly autoFocus?: boolean
}

const WIDTHS = { full: undefined, half: 'dran-width-half', short: 'dran-width-short' } as const

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const { name, error, type = 'text', value, width = 'full' } = props
  return (
    <div className={classNames('kern-form-input', error && 'kern-form-input--error')}>
      <FieldLabel {...props} />
      <FieldHint {...props} />
      <input
        className={classNames(
          'kern-form-input__input',
          error && 'kern-form-input__input--error',
          WIDTHS[width],
        )}
        id={name}
        name={name}
        type={type}
        defaultValue={value}
        autoComplete={props.autoComplete}
        inputMode={props.inputMode}
        maxLength={props.maxLength}
        spellCheck={props.spellCheck}
        // biome-ignore lint/a11y/noAutofocus: only where a page is one field, e.g. a sign-in
        autoFocus={props.autoFocus}
        aria-describedby={describedBy(props)}
        aria-invalid={error ? true : undefined}
      />
      <FieldError {...props} />
    </div>
  )
}
