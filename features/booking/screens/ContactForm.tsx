import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { TOLD_BY } from '#features/visit/model/channel.ts'
import { REACH_KM, REACHES_KM } from '#features/visit/model.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { placeAt, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { EMAIL_LIMIT, NAME_LIMIT, PHONE_LIMIT } from '../model.ts'
import { BirthInput } from './BirthInput.tsx'
import { CompanionFields } from './CompanionFields.tsx'
import { BOOK_FAILURES, type BookCode, fieldOf } from './failures.ts'
import { askedPostal, EMPTY_POSTAL, PostalFields, type TypedPostal } from './PostalFields.tsx'
import { bookingTexts } from './texts.ts'
import type { FoundTime } from './timeGroups.ts'

export type TypedContact = {
  readonly name: string
  readonly email: string
  readonly phone: string
  /** As a date field writes it; empty where none was told. */
  readonly birth: string
  /** Who else comes, one for each further person; empty where the caller has not said it. */
  readonly companions: readonly string[]
  /** How far they would go if the site closes, in kilometres. */
  readonly reachKm: number
  /** By which way they hear of the visit. */
  readonly toldBy: ToldBy
  readonly postal: TypedPostal
  readonly reminder: TypedReminder
}

/** `none`: nobody sends anything; it is said, or printed. */
export const TYPED_WAYS = [...TOLD_BY, 'none'] as const
export type ToldBy = (typeof TYPED_WAYS)[number]
export const TYPED_REMINDERS = ['usual', 'sms', 'none'] as const
export type TypedReminder = (typeof TYPED_REMINDERS)[number]

/** What a caller said of messages, as the booking takes it; nothing where all is as usual. */
export function messagesIn({
  toldBy,
  reminder,
  postal,
}: Pick<TypedContact, 'toldBy' | 'reminder' | 'postal'>) {
  if (toldBy === 'none') return { email: '', reminders: [] }
  return {
    ...(toldBy === 'letter' ? { postal: askedPostal(postal) } : {}),
    ...(toldBy === 'mail' ? {} : { toldBy }),
    ...(reminder === 'usual' ? {} : { reminders: reminder === 'sms' ? [DAY_BEFORE] : [] }),
  }
}

const DAY_BEFORE = { channel: 'sms', hours: 24 } as const

export const EMPTY_CONTACT: TypedContact = {
  name: '',
  email: '',
  phone: '',
  birth: '',
  companions: [],
  reachKm: REACH_KM,
  toldBy: 'mail',
  postal: EMPTY_POSTAL,
  reminder: 'usual',
}

export type ContactFormProps = {
  readonly contact: TypedContact
  readonly onChange: (contact: TypedContact) => void
  /** So many come; for each a name can be typed. */
  readonly people: number
  /** The birth date is asked for: `optional` where the limits per person do not hold. */
  readonly birth: 'asked' | 'optional' | 'no'
  /** Stands there instead of the fields while they are not needed. */
  readonly known?: string | undefined
  readonly time: FoundTime | undefined
  /** Booking was pressed before a time was chosen. */
  readonly timeMissing: boolean
  readonly failure: BookCode | ClientCode | undefined
  readonly busy: boolean
  readonly onSubmit: () => void
  readonly children: ReactNode
}

/** Who comes, and the chosen time to read back before it is booked. */
export function ContactForm(props: ContactFormProps) {
  const { known, time, failure, busy, onSubmit } = props
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const form = useRef<HTMLFormElement>(null)
  const wrong = failure && fieldOf(failure)
  const text = failure && failureText(failure, BOOK_FAILURES, t, consoleTexts(language))
  const error = (field: string) => (wrong === field ? text : undefined)
  useEffect(() => {
    if (wrong) form.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus()
  }, [wrong])

  function submit(event: FormEvent) {
    event.preventDefault()
    onSubmit()
  }

  return (
    <form className="console-form" ref={form} onSubmit={submit} noValidate>
      <p className={time ? 'console-chosen' : 'console-empty'} role="status">
        {time
          ? `${formatDayAndTime(parseInstant(time.startsAt), zoneOf(directory, time.site), language)}, ${placeAt(directory, time.site, parseInstant(time.startsAt))}`
          : t('book.noTime')}
      </p>
      {props.timeMissing && <Alert kind="danger" title={t('book.timeMissing')} live="assertive" />}
      {text && !wrong && <Alert kind="danger" title={text} live="assertive" />}
      {known === undefined ? <Fields {...props} error={error} /> : <p className="kern-body">{known}</p>}
      {props.children}
      <ActionButton type="submit" variant="primary" busy={busy}>
        {t('book.submit')}
      </ActionButton>
    </form>
  )
}

type FieldsProps = Pick<ContactFormProps, 'contact' | 'onChange' | 'people' | 'birth'> & {
  readonly error: (field: 'name' | 'email' | 'phone' | 'birth' | 'postal') => string | undefined
}

function Fields({ contact, onChange, people, birth, error }: FieldsProps) {
  const t = bookingTexts(useConsole().language)
  return (
    <>
      <TextInput
        label={t('contact.name')}
        value={contact.name}
        onChange={(name) => onChange({ ...contact, name })}
        maxLength={NAME_LIMIT}
        error={error('name')}
      />
      <CompanionFields
        companions={contact.companions}
        people={people}
        onChange={(companions) => onChange({ ...contact, companions })}
      />
      <TextInput
        type="tel"
        label={t('contact.phone')}
        optional={t('optional')}
        value={contact.phone}
        onChange={(phone) => onChange({ ...contact, phone })}
        maxLength={PHONE_LIMIT}
        error={error('phone')}
      />
      <TextInput
        type="email"
        label={t('contact.email')}
        optional={t('optional')}
        hint={t('contact.emailHint')}
        value={contact.email}
        onChange={(email) => onChange({ ...contact, email })}
        maxLength={EMAIL_LIMIT}
        error={error('email')}
      />
      {birth !== 'no' && (
        <BirthInput
          value={contact.birth}
          onChange={(date) => onChange({ ...contact, birth: date })}
          isOptional={birth === 'optional'}
          error={error('birth')}
        />
      )}
      <Picker
        label={t('contact.reach')}
        value={String(contact.reachKm)}
        onChange={(value) => onChange({ ...contact, reachKm: Number(value) })}
        options={REACHES_KM.map((km) => ({ value: String(km), text: t('contact.reachKm', { km }) }))}
      />
      <Picker
        label={t('contact.toldBy')}
        value={contact.toldBy}
        onChange={(value) =>
          onChange({ ...contact, toldBy: TYPED_WAYS.find((one) => one === value) ?? 'mail' })
        }
        options={TYPED_WAYS.map((one) => ({ value: one, text: t(`contact.toldBy.${one}`) }))}
      />
      {contact.toldBy === 'letter' && (
        <PostalFields
          postal={contact.postal}
          onChange={(postal) => onChange({ ...contact, postal })}
          checked={error('postal') !== undefined}
        />
      )}
      {contact.toldBy === 'none' ? (
        <p className="kern-body">{t('contact.noMessages')}</p>
      ) : (
        <Picker
          label={t('contact.reminder')}
          value={contact.reminder}
          onChange={(value) =>
            onChange({ ...contact, reminder: TYPED_REMINDERS.find((one) => one === value) ?? 'usual' })
          }
          options={TYPED_REMINDERS.map((one) => ({ value: one, text: t(`contact.reminder.${one}`) }))}
        />
      )}
    </>
  )
}
