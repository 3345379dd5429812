import { classNames } from './className.ts'
import { describedBy, FieldError, FieldHint, FieldLabel, type QuestionProps } from './fieldParts.tsx'

export type SelectOption = { readonly value: string; readonly text: string; readonly disabled?: boolean }

export type SelectProps = QuestionProps & {
  readonly options: readonly SelectOption[]
  readonly value?: string | undefined
}

/** One of many. Up to about seven choices are better as a RadioGroup, which shows them all. */
export function Select(props: SelectProps) {
  const { name, error, options, value } = props
  return (
    <div className={classNames('kern-form-input', error && 'kern-form-input--error')}>
      <FieldLabel {...props} />
      <FieldHint {...props} />
      <div className="kern-form-input__select-wrapper">
        <select
          className={classNames('kern-form-input__select', error && 'kern-form-input__select--error')}
          id={name}
          name={name}
          defaultValue={value}
          aria-describedby={describedBy(props)}
          aria-invalid={error ? true : undefined}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.text}
            </option>
          ))}
        </select>
      </div>
      <FieldError {...props} />
    </div>
  )
}
