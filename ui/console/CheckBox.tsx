import { type ReactNode, useId } from 'react'

export type CheckBoxProps = {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly children: ReactNode
}

/** One thing that is on or off. */
export function CheckBox({ checked, onChange, children }: CheckBoxProps) {
  const id = useId()
  return (
    <div className="kern-form-check">
      <input
        className="kern-form-check__checkbox"
        type="checkbox"
        id={id}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label className="kern-label" htmlFor={id}>
        {children}
      </label>
    </div>
  )
}
