import {
  countryName,
  POSTAL_COUNTRIES,
  POSTAL_LIMIT,
  POSTCODE_LIMIT,
  type PostalFault,
  readPostal,
} from '#features/visit/model/postal.ts'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { bookingTexts } from './texts.ts'

/** An address as it stands in the fields. */
export type TypedPostal = {
  readonly addition: string
  readonly street: string
  readonly postcode: string
  readonly town: string
  readonly country: (typeof POSTAL_COUNTRIES)[number]
}

export const EMPTY_POSTAL: TypedPostal = { addition: '', street: '', postcode: '', town: '', country: 'DE' }

/** The address as the booking takes it. */
export function askedPostal({ addition, ...postal }: TypedPostal) {
  return addition.trim() === '' ? postal : { ...postal, addition }
}

export type PostalFieldsProps = {
  readonly postal: TypedPostal
  readonly onChange: (postal: TypedPostal) => void
  /** Booking was pressed, and something is wrong: from now on each field says what. */
  readonly checked: boolean
}

/** Where letters go: the name is that of the person. */
export function PostalFields({ postal, onChange, checked }: PostalFieldsProps) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const read = checked ? readPostal(postal) : undefined
  const error = (field: PostalFault) =>
    read && !read.ok && read.code === field ? t(`postal.wrong.${field}`) : undefined
  return (
    <fieldset className="plan-choices">
      <legend className="kern-label">{t('postal.title')}</legend>
      <p className="kern-body">{t('postal.letterHint')}</p>
      <TextInput
        label={t('postal.addition')}
        optional={t('optional')}
        hint={t('postal.additionHint')}
        value={postal.addition}
        onChange={(addition) => onChange({ ...postal, addition })}
        maxLength={POSTAL_LIMIT}
        error={error('addition')}
      />
      <TextInput
        label={t('postal.street')}
        value={postal.street}
        onChange={(street) => onChange({ ...postal, street })}
        maxLength={POSTAL_LIMIT}
        error={error('street')}
      />
      <TextInput
        label={t('postal.postcode')}
        value={postal.postcode}
        onChange={(postcode) => onChange({ ...postal, postcode })}
        maxLength={POSTCODE_LIMIT}
        error={error('postcode')}
      />
      <TextInput
        label={t('postal.town')}
        value={postal.town}
        onChange={(town) => onChange({ ...postal, town })}
        maxLength={POSTAL_LIMIT}
        error={error('town')}
      />
      <Picker
        label={t('postal.country')}
        value={postal.country}
        onChange={(value) =>
          onChange({ ...postal, country: POSTAL_COUNTRIES.find((one) => one === value) ?? 'DE' })
        }
        options={POSTAL_COUNTRIES.map((one) => ({ value: one, text: countryName(one, language) }))}
      />
    </fieldset>
  )
}
