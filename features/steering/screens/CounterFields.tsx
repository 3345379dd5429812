import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { HoursFields } from './HoursFields.tsx'
import { ServiceChoices } from './ServiceChoices.tsx'
import { steeringTexts } from './texts.ts'
import type { Ground, TypedCounter } from './typedChanges.ts'

const PRESENCES = ['as_was', 'closed', 'hours'] as const

/** What is otherwise about one counter: whether it is there, from when until when, and what it does. */
export function CounterFields(props: {
  readonly counter: Ground['counters'][number]
  readonly services: Ground['services']
  readonly typed: TypedCounter
  readonly error: string | undefined
  readonly onChange: (typed: TypedCounter) => void
}) {
  const { counter, typed, onChange, error } = props
  const { language } = useConsole()
  const t = steeringTexts(language)
  const usual =
    counter.from && counter.until
      ? t('counter.usual', { number: counter.key, from: counter.from, until: counter.until })
      : t('counter.unplanned', { number: counter.key })
  return (
    <div data-field={`counters.${counter.id}`}>
      <Picker
        label={usual}
        value={typed.presence}
        options={PRESENCES.map((presence) => ({ value: presence, text: t(`presence.${presence}`) }))}
        onChange={(value) =>
          onChange({ ...typed, presence: PRESENCES.find((one) => one === value) ?? 'as_was' })
        }
      />
      {typed.presence === 'hours' && (
        <HoursFields
          hours={typed}
          of={t('counter.of', { number: counter.key })}
          error={error}
          onChange={(hours) => onChange({ ...typed, ...hours })}
        />
      )}
      {typed.presence !== 'closed' && (
        <CheckBox checked={typed.other} onChange={(other) => onChange({ ...typed, other })}>
          {t('counter.other', { number: counter.key })}
        </CheckBox>
      )}
      {typed.presence !== 'closed' && typed.other && (
        <ServiceChoices
          legend={t('counter.does', { number: counter.key })}
          services={props.services}
          chosen={typed.services}
          error={typed.presence === 'hours' ? undefined : error}
          onChange={(services) => onChange({ ...typed, services })}
        />
      )}
    </div>
  )
}
