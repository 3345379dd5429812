import { useConsole } from '#ui/console/context.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { steeringTexts } from './texts.ts'

type TypedHours = { readonly from: string; readonly until: string }

/** From when until when, typed as 8, 8:30 or 830. */
export function HoursFields(props: {
  readonly hours: TypedHours
  /** Whose hours, for somebody who hears the labels alone. */
  readonly of: string
  readonly error?: string | undefined
  readonly onChange: (hours: TypedHours) => void
}) {
  const { hours, of, error, onChange } = props
  const { language } = useConsole()
  const t = steeringTexts(language)
  return (
    <>
      <TextInput
        label={t('hours.from', { of })}
        value={hours.from}
        maxLength={5}
        error={error}
        onChange={(from) => onChange({ from, until: hours.until })}
      />
      <TextInput
        label={t('hours.until', { of })}
        value={hours.until}
        maxLength={5}
        onChange={(until) => onChange({ from: hours.from, until })}
      />
    </>
  )
}
