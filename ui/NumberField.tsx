import { classNames } from './className.ts'
import { describedBy, FieldError, FieldHint, FieldLabel, type QuestionProps } from './fieldParts.tsx'

export type NumberFieldProps = QuestionProps & {
  readonly value?: string | number | undefined
  readonly maxLength?: number
}

/**
 * A whole number. Not `type="number"`: that loses what was typed, changes by scrolling, and is read badly
 * (GOV.UK found the same); the number keys of a phone come by inputmode.
 */
export function NumberField(props: NumberFieldProps) {
  const { name, error, value, maxLength = 4 } = props
  return (
    <div className={classNames('kern-form-input', error && 'kern-form-input--error')}>
      <FieldLabel {...props} />
      <FieldHint {...props} />
      <input
        className={classNames(
          'kern-form-input__input',
          'dran-width-short',
          error && 'kern-form-input__input--error',
        )}
        id={name}
        name={name}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        maxLength={maxLength}
        defaultValue={value}
        aria-describedby={describedBy(props)}
        aria-invalid={error ? true : undefined}
      />
      <FieldError {...props} />
    </div>
  )
}
