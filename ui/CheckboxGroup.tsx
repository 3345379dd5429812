import { classNames } from './className.ts'
import { describedBy, FieldError, FieldHint, GroupLegend, type QuestionProps } from './fieldParts.tsx'
import type { Choice } from './RadioGroup.tsx'

export type CheckboxGroupProps = QuestionProps & {
  readonly choices: readonly Choice[]
  readonly values?: readonly string[]
  readonly layout?: 'list' | 'rows'
}

/** Any number of a few. All fields have the same name. The first carries the id `name`. */
export function CheckboxGroup(props: CheckboxGroupProps) {
  const { name, error, choices, values = [], layout = 'list' } = props
  return (
    <fieldset
      className={classNames('kern-fieldset', error && 'kern-fieldset--error')}
      aria-describedby={describedBy(props)}
    >
      <GroupLegend {...props} />
      <FieldHint {...props} />
      <div
        className={classNames(
          'kern-fieldset__body',
          'dran-choices',
          layout === 'rows' && 'dran-choices--rows',
        )}
      >
        {choices.map((choice, position) => {
          const id = position === 0 ? name : `${name}-${position + 1}`
          return (
            <div className="kern-form-check" key={choice.value}>
              <input
                className={classNames(
                  'kern-form-check__checkbox',
                  error && 'kern-form-check__checkbox--error',
                )}
                type="checkbox"
                id={id}
                name={name}
                value={choice.value}
                defaultChecked={values.includes(choice.value)}
                disabled={choice.disabled}
                aria-describedby={choice.hint ? `${id}-choice-hint` : undefined}
              />
              <label className="kern-label" htmlFor={id}>
                {choice.label}
              </label>
              {choice.hint && (
                <div className="kern-hint dran-choice-hint" id={`${id}-choice-hint`}>
                  {choice.hint}
                </div>
              )}
            </div>
          )
        })}
      </div>
      <FieldError {...props} />
    </fieldset>
  )
}
