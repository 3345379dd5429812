import { CheckBox } from '#ui/console/CheckBox.tsx'
import type { Ground } from './typedChanges.ts'

/** Which services counters can do, one box for each. */
export function ServiceChoices(props: {
  readonly legend: string
  readonly services: Ground['services']
  readonly chosen: readonly string[]
  readonly error?: string | undefined
  readonly onChange: (chosen: readonly string[]) => void
}) {
  const { legend, services, chosen, error, onChange } = props
  return (
    <fieldset className="plan-choices">
      <legend className="kern-label">{legend}</legend>
      {error && <p className="kern-error">{error}</p>}
      {services.map(({ id, name }) => (
        <CheckBox
          key={id}
          checked={chosen.includes(id)}
          onChange={(does) => onChange(does ? [...chosen, id] : chosen.filter((one) => one !== id))}
        >
          {name}
        </CheckBox>
      ))}
    </fieldset>
  )
}
