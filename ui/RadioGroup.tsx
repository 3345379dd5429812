import type { ReactNode } from 'react'
import { classNames } from './className.ts'
import { describedBy, FieldError, FieldHint, GroupLegend, type QuestionProps } from './fieldParts.tsx'

export type Choice = {
  readonly value: string
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly disabled?: boolean
}

export type RadioGroupProps = QuestionProps & {
  readonly choices: readonly Choice[]
  readonly value?: string | undefined
  /**
   * `list`: below one another. `tiles`: short answers side by side, e.g. times.
   * `rows`: each in a frame of its own, for answers with a hint.
   */
  readonly layout?: 'list' | 'tiles' | 'rows'
}

const LAYOUTS = { list: undefined, tiles: 'dran-choices--tiles', rows: 'dran-choices--rows' } as const

/** One of a few, all in sight. The first choice carries the id `name`, where the error summary leads. */
export function RadioGroup(props: RadioGroupProps) {
  const { name, error, choices, value, layout = 'list' } = props
  return (
    <fieldset
      className={classNames('kern-fieldset', error && 'kern-fieldset--error')}
      aria-describedby={describedBy(props)}
    >
      <GroupLegend {...props} />
      <FieldHint {...props} />
      <div className={classNames('kern-fieldset__body', 'dran-choices', LAYOUTS[layout])}>
        {choices.map((choice, position) => {
          const id = position === 0 ? name : `${name}-${position + 1}`
          return (
            <div className="kern-form-check" key={choice.value}>
              <input
                className={classNames('kern-form-check__radio', error && 'kern-form-check__radio--error')}
                type="radio"
                id={id}
                name={name}
                value={choice.value}
                defaultChecked={choice.value === value}
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
