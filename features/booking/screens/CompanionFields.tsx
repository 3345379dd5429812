import { useConsole } from '#ui/console/context.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { NAME_LIMIT } from '../model.ts'
import { bookingTexts } from './texts.ts'

export type CompanionFieldsProps = {
  readonly companions: readonly string[]
  /** So many come in all. */
  readonly people: number
  readonly onChange: (companions: readonly string[]) => void
}

/** A field for the name of each person who comes along; nothing where one comes alone. */
export function CompanionFields({ companions, people, onChange }: CompanionFieldsProps) {
  const t = bookingTexts(useConsole().language)
  const names = Array.from({ length: people - 1 }, (_, index) => companions[index] ?? '')
  return names.map((name, index) => (
    <TextInput
      // biome-ignore lint/suspicious/noArrayIndexKey: the second person stays the second
      key={index}
      label={t('contact.companion', { number: index + 2 })}
      optional={t('optional')}
      value={name}
      onChange={(changed) => onChange(names.with(index, changed))}
      maxLength={NAME_LIMIT}
    />
  ))
}

/** The names that were typed for so many people. */
export function typedCompanions(companions: readonly string[], people: number): string[] {
  return companions.slice(0, people - 1).filter((name) => name.trim() !== '')
}
