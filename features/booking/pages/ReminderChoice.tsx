import { usualReminders } from '#features/catalogue/model.ts'
import { readMobile } from '#features/visit/model/phone.ts'
import { type Reminder, readReminder, writeReminder } from '#features/visit/model/reminder.ts'
import type { Language } from '#kernel/language.ts'
import { CheckboxGroup } from '#ui/CheckboxGroup.tsx'
import { HiddenFields } from '#ui/HiddenFields.tsx'
import { TextField } from '#ui/TextField.tsx'
import { PHONE_LIMIT } from '../model.ts'
import type { TypedContact } from './ContactPage.tsx'
import { linesOf } from './companions.ts'
import { texts } from './texts.ts'

/**
 * Of what somebody wants to be reminded and through what, each by itself; by mail until they say otherwise, nothing where
 * none is to come. Whoever wants an SMS says where to.
 */
export function ReminderChoice({
  language,
  reminders,
  typed,
  error,
}: {
  readonly language: Language
  readonly reminders: readonly Reminder[]
  readonly typed: Pick<TypedContact, 'reminders' | 'mobile'>
  /** What is wrong with the number. */
  readonly error: string | undefined
}) {
  const t = texts(language)
  if (reminders.length === 0) return null
  const withSms = reminders.some(({ channel }) => channel === 'sms')
  const choices = reminders.map((reminder) => ({
    value: writeReminder(reminder),
    label: reminderInWords(reminder, language),
  }))
  const ticked =
    typed.reminders === undefined ? usualReminders(reminders).map(writeReminder) : linesOf(typed.reminders)
  return (
    <>
      {/* Says that they were asked: boxes without a tick are not sent. */}
      <HiddenFields values={{ reminders: '' }} />
      <CheckboxGroup
        name="reminder"
        label={t('contact.reminders')}
        hint={t(withSms ? 'contact.remindersHint' : 'contact.remindersHintMail')}
        choices={choices}
        values={ticked}
      />
      {withSms && (
        <TextField
          name="mobile"
          type="tel"
          inputMode="tel"
          label={t('contact.mobile')}
          hint={t('contact.mobileHint')}
          value={typed.mobile ?? ''}
          error={error}
          autoComplete="tel"
          spellCheck={false}
          maxLength={PHONE_LIMIT}
        />
      )}
    </>
  )
}

/** A reminder in words: through what, and how long before. */
export function reminderInWords({ channel, hours }: Reminder, language: Language): string {
  const t = texts(language)
  return t(`contact.reminder.${channel}`, { before: t('contact.reminder', { hours }) })
}

/** What was chosen, from its boxes or from the field that carries them all; undefined where nobody was asked. */
export function remindersIn(form: URLSearchParams): string | undefined {
  const ticked = form.getAll('reminder')
  return ticked.length > 0 ? ticked.join('\n') : (form.get('reminders') ?? undefined)
}

/** The reminders that were chosen; what is none is left out. */
export function chosenReminders({
  reminders,
}: Pick<TypedContact, 'reminders'>): readonly Reminder[] | undefined {
  return reminders === undefined ? undefined : linesOf(reminders).flatMap((line) => readReminder(line) ?? [])
}

/** The number for SMS, if one of the chosen reminders is one; `mobileMissing` or `mobileWrong` if it takes none. */
export function mobileFor(
  typed: Pick<TypedContact, 'reminders' | 'mobile'>,
): { readonly mobile?: string | null } | { readonly problem: 'mobileMissing' | 'mobileWrong' } {
  if (typed.reminders === undefined) return {}
  if (!chosenReminders(typed)?.some(({ channel }) => channel === 'sms')) return { mobile: null }
  const written = typed.mobile?.trim() ?? ''
  const mobile = readMobile(written)
  if (mobile !== undefined) return { mobile }
  return { problem: written === '' ? 'mobileMissing' : 'mobileWrong' }
}
