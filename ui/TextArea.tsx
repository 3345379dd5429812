import { classNames } from './className.ts'
import { describedBy, FieldError, FieldHint, FieldLabel, type QuestionProps } from './fieldParts.tsx'

export type TextAreaProps = QuestionProps & {
  readonly value?: string | undefined
  readonly rows?: number
  readonly maxLength?: number
}

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const { name, error, value, rows = 4, maxLength } = props
  return (
    <div className={classNames('kern-form-input', error && 'kern-form-input--error')}>
      <FieldLabel {...props} />
      <FieldHint {...props} />
      <textarea
        className={classNames(
          'kern-form-input__input',
          'dran-textarea',
          error && 'kern-form-input__input--error',
        )}
        id={name}
        name={name}
        rows={rows}
        maxLength={maxLength}
        defaultValue={value}
        aria-describedby={describedBy(props)}
        aria-invalid={error ? true : undefined}
      />
      <FieldError {...props} />
    </div>
  )
}
