import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { correctNameRoute } from '../contract/staff.ts'
import { NAME_REASONS, type NameReason } from '../model/person.ts'
import { NAME_LIMIT } from '../model.ts'
import { CompanionFields, typedCompanions } from './CompanionFields.tsx'
import { CORRECT_FAILURES, fieldOf } from './failures.ts'
import { bookingTexts, type FoundBooking } from './texts.ts'

export type CorrectNameProps = {
  readonly booking: FoundBooking
  readonly onClose: () => void
  readonly onCorrected: () => void
}

/** Puts the names of a booking right, with a reason that stands in the audit. */
export function CorrectName({ booking, onClose, onCorrected }: CorrectNameProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const correct = useCommand(correctNameRoute)
  const [name, setName] = useState(booking.name)
  const [companions, setCompanions] = useState<readonly string[]>(booking.companions)
  const [reason, setReason] = useState<NameReason>('wrong_entry')
  const [failure, setFailure] = useState<ErrorCode<typeof correctNameRoute> | ClientCode>()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector('input')?.focus(), [])
  // Somebody may be named whom nobody counted.
  const people = Math.max(booking.people, booking.companions.length + 1)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '') return setFailure('invalid_name')
    const answer = await correct.press({
      params: { visit: booking.visit },
      body: { name, companions: typedCompanions(companions, people), reason },
    })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('correct.done', { name }))
    onCorrected()
  }

  const isOfName = failure !== undefined && fieldOf(failure) === 'name'
  const text = failure && failureText(failure, CORRECT_FAILURES, t, consoleTexts(language))
  return (
    <form className="console-form" ref={form} onSubmit={(event) => void submit(event)} noValidate>
      <p className="kern-hint">{t('correct.text')}</p>
      {text && !isOfName && <Alert kind="danger" title={text} live="assertive" />}
      <TextInput
        label={t('contact.name')}
        value={name}
        onChange={setName}
        maxLength={NAME_LIMIT}
        error={isOfName ? text : undefined}
      />
      <CompanionFields companions={companions} people={people} onChange={setCompanions} />
      <Picker
        label={t('correct.reason')}
        value={reason}
        onChange={(value) => setReason(NAME_REASONS.find((one) => one === value) ?? 'wrong_entry')}
        options={NAME_REASONS.map((one) => ({ value: one, text: t(`correct.${one}`) }))}
      />
      <div className="console-toolbar">
        <ActionButton type="submit" variant="primary" busy={correct.busy}>
          {t('correct.submit')}
        </ActionButton>
        <ActionButton onPress={onClose}>{t('correct.close')}</ActionButton>
      </div>
    </form>
  )
}
