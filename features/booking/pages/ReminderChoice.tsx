import { type Reminder, readReminder, writeReminder } from '#features/visit/model/reminder.ts'
import type { Language } from '#kernel/language.ts'
import { CheckboxGroup } from '#ui/CheckboxGroup.tsx'
import { HiddenFields } from '#ui/HiddenFields.tsx'
import type { TypedContact } from './ContactPage.tsx'
import { linesOf } from './companions.ts'
import { texts } from './texts.ts'

/** Of what somebody wants to be reminded, each by itself; all until they say otherwise, nothing where none is to come. */
export function ReminderChoice({
  language,
  reminders,
  typed,
}: {
  readonly language: Language
  readonly reminders: readonly Reminder[]
  readonly typed: TypedContact
}) {
  const t = texts(language)
  if (reminders.length === 0) return null
  const choices = reminders.map((reminder) => ({
    value: writeReminder(reminder),
    label: t('contact.reminder', { hours: reminder.hours }),
  }))
  return (
    <>
      {/* Says that they were asked: boxes without a tick are not sent. */}
      <HiddenFields values={{ reminders: '' }} />
      <CheckboxGroup
        name="reminder"
        label={t('contact.reminders')}
        hint={t('contact.remindersHint')}
        choices={choices}
        values={typed.reminders === undefined ? choices.map(({ value }) => value) : linesOf(typed.reminders)}
      />
    </>
  )
}

/** What was chosen, from its boxes or from the field that carries them all; undefined where nobody was asked. */
export function remindersIn(form: URLSearchParams): string | undefined {
  const ticked = form.getAll('reminder')
  return ticked.length > 0 ? ticked.join('\n') : (form.get('reminders') ?? undefined)
}

/** The reminders that were chosen; what is none is left out. */
export function chosenReminders({ reminders }: TypedContact): readonly Reminder[] | undefined {
  return reminders === undefined ? undefined : linesOf(reminders).flatMap((line) => readReminder(line) ?? [])
}
