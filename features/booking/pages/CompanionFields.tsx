import type { Language } from '#kernel/language.ts'
import { TextField } from '#ui/TextField.tsx'
import { NAME_LIMIT } from '../model.ts'
import type { ContactProblems, TypedContact } from './ContactPage.tsx'
import { companionField, linesOf } from './companions.ts'
import { texts } from './texts.ts'

export type CompanionFieldsProps = {
  readonly language: Language
  /** So many come in all. */
  readonly people: number
  readonly typed: TypedContact
  readonly problems: ContactProblems
}

/** A field for the name of each person who comes along; nothing where one comes alone. */
export function CompanionFields(props: CompanionFieldsProps) {
  return fieldsOf(props).map(({ field, label, value, error }) => (
    <TextField
      key={field}
      name={field}
      label={label}
      value={value}
      error={error}
      autoComplete="off"
      spellCheck={false}
      maxLength={NAME_LIMIT + 40}
    />
  ))
}

/** What is wrong with these fields, for the summary above the form. */
export function companionProblems(props: CompanionFieldsProps): { field: string; text: string }[] {
  return fieldsOf(props).flatMap(({ field, error }) => (error ? [{ field, text: error }] : []))
}

function fieldsOf({ language, people, typed, problems }: CompanionFieldsProps) {
  const t = texts(language)
  const names = linesOf(typed.companions)
  return Array.from({ length: people - 1 }, (_, index) => {
    const number = index + 2
    const problem = problems.companions?.[index]
    return {
      field: companionField(number),
      label: t('contact.companion', { number }),
      value: names[index] ?? '',
      error: problem ? t(`contact.${problem}`, { number, limit: NAME_LIMIT }) : undefined,
    }
  })
}
