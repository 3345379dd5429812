import type { VisitKind } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import { RadioGroup } from '#ui/RadioGroup.tsx'
import { TextField } from '#ui/TextField.tsx'
import { PHONE_LIMIT } from '../model.ts'
import type { TypedContact } from './ContactPage.tsx'
import { texts } from './texts.ts'

/** How the visit shall take place, asked only where there is a choice; and the number for those who want to be called. */
export function KindChoice({
  language,
  kinds,
  typed,
  error,
}: {
  readonly language: Language
  readonly kinds: readonly VisitKind[]
  readonly typed: TypedContact
  /** What is wrong with the number. */
  readonly error: string | undefined
}) {
  const t = texts(language)
  if (kinds.length < 2) return null
  return (
    <>
      <RadioGroup
        name="kind"
        label={t('contact.kind')}
        choices={kinds.map((kind) => ({
          value: kind,
          label: t(`kind.${kind}`),
          hint: t(`kind.${kind}Hint`),
        }))}
        value={typed.kind ?? 'on_site'}
      />
      {kinds.includes('telephone') && (
        <TextField
          name="phone"
          type="tel"
          inputMode="tel"
          label={t('contact.phone')}
          hint={t('contact.phoneHint')}
          value={typed.phone ?? ''}
          error={error}
          autoComplete="tel"
          spellCheck={false}
          maxLength={PHONE_LIMIT}
        />
      )}
    </>
  )
}
