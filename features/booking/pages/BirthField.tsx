import type { Language } from '#kernel/language.ts'
import { TextField } from '#ui/TextField.tsx'
import type { TypedContact } from './ContactPage.tsx'
import { texts } from './texts.ts'

/** The birth date, asked for only where times are scarce. */
export function BirthField({
  language,
  typed,
  error,
}: {
  readonly language: Language
  readonly typed: TypedContact
  readonly error: string | undefined
}) {
  const t = texts(language)
  return (
    <TextField
      name="birth"
      label={t('contact.birth')}
      hint={t('contact.birthHint')}
      value={typed.birth ?? ''}
      error={error}
      inputMode="numeric"
      autoComplete="bday"
      width="short"
      maxLength={20}
    />
  )
}
