import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import type { FieldFaults, TypedRelocation } from './relocationTyped.ts'
import { bookingTexts } from './texts.ts'

export type RelocationFieldsProps = {
  readonly typed: TypedRelocation
  readonly faults: FieldFaults
  /** The first day on which a site can be elsewhere. */
  readonly earliest: string
  /** Asks where the address lies: its postcode is not known. */
  readonly asksPlace: boolean
  readonly onChange: (part: Partial<TypedRelocation>) => void
}

const COMFORTS = ['stepFree', 'familyFriendly', 'selfService'] as const

/** The day, the address, the way there and what the house has. */
export function RelocationFields({ typed, faults, earliest, asksPlace, onChange }: RelocationFieldsProps) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const field = (name: Exclude<keyof TypedRelocation, (typeof COMFORTS)[number]>) => {
    const fault = faults[name]
    return {
      label: t(`relocation.${name}`),
      value: typed[name],
      onChange: (value: string) => onChange({ [name]: value }),
      maxLength: 200,
      error: fault && t(`relocation.fault.${fault}`),
    }
  }
  return (
    <>
      <TextInput {...field('firstDay')} type="date" min={earliest} hint={t('relocation.firstDayHint')} />
      <TextInput {...field('street')} />
      <div className="plan-pair">
        <TextInput {...field('postcode')} maxLength={5} />
        <TextInput {...field('town')} />
      </div>
      <TextInput
        {...field('district')}
        optional={t('relocation.optional')}
        hint={t('relocation.districtHint')}
      />
      {asksPlace && (
        <div className="plan-pair">
          <TextInput {...field('latitude')} hint={t('relocation.latitudeHint')} />
          <TextInput {...field('longitude')} hint={t('relocation.longitudeHint')} />
        </div>
      )}
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('relocation.house')}</legend>
        {COMFORTS.map((name) => (
          <CheckBox key={name} checked={typed[name]} onChange={(is) => onChange({ [name]: is })}>
            {t(`relocation.${name}`)}
          </CheckBox>
        ))}
      </fieldset>
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('relocation.way')}</legend>
        <TextInput {...field('wayDe')} maxLength={2_000} />
        <TextInput {...field('waySimple')} maxLength={2_000} hint={t('relocation.simpleHint')} />
        <TextInput {...field('wayEn')} maxLength={2_000} />
      </fieldset>
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('relocation.name')}</legend>
        <TextInput {...field('nameDe')} />
        <TextInput {...field('nameSimple')} />
        <TextInput {...field('nameEn')} />
      </fieldset>
    </>
  )
}
