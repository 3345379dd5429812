import { useConsole } from '#ui/console/context.ts'
import type { Directory } from '#ui/console/directory.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { bookingTexts } from './texts.ts'

export type BirthInputProps = {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly isOptional?: boolean
  readonly error: string | undefined
}

/** The birth date, where times are traded: it binds a booking to a person. */
export function BirthInput({ value, onChange, isOptional = false, error }: BirthInputProps) {
  const t = bookingTexts(useConsole().language)
  return (
    <TextInput
      type="date"
      label={t('contact.birth')}
      hint={t('contact.birthHint')}
      {...(isOptional ? { optional: t('optional') } : {})}
      value={value}
      onChange={onChange}
      error={error}
    />
  )
}

/** Is the birth date asked for with one of these services? */
export function asksBirth(directory: Directory, matters: readonly { readonly service: string }[]): boolean {
  return matters.some(({ service }) =>
    directory.services.some(({ key, scarce }) => key === service && scarce),
  )
}

/** What of a command says the birth date: nothing while the field is empty. */
export function birthIn(typed: string): { readonly birthDate?: string } {
  return typed === '' ? {} : { birthDate: typed }
}
