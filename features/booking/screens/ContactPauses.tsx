import { type FormEvent, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { commonFailureText, failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { type odditiesRoute, pauseContactRoute, resumeContactRoute } from '../contract/oddities.ts'
import { PAUSE_REASONS, type PauseReason } from '../model/oddity.ts'
import { PAUSE_FAILURES } from './failures.ts'
import { bookingTexts } from './texts.ts'

type Report = Output<typeof odditiesRoute>
type Props = { readonly report: Report; readonly onChanged: () => void }

/** So much of a digest tells contacts on one screen apart. */
const SHOWN = 8

/** Contacts that stand out, known by a code alone, and those that staff lets pause. */
export function ContactPauses({ report, onChanged }: Props) {
  const t = bookingTexts(useConsole().language)
  const paused = new Set(report.pauses.map(({ contact }) => contact))
  const others = report.contacts.filter(({ contact }) => !paused.has(contact))
  return (
    <section className="console-panel" aria-labelledby="oddities-contacts">
      <h2 className="console-panel__title" id="oddities-contacts">
        {t('oddities.contacts')}
      </h2>
      <p className="kern-body">{t('oddities.contactsIntro')}</p>
      {others.length === 0 && report.pauses.length === 0 && (
        <p className="console-empty">{t('oddities.noContacts')}</p>
      )}
      <ul className="console-list">
        {report.pauses.map((pause) => (
          <Paused key={pause.contact} pause={pause} onChanged={onChanged} />
        ))}
        {others.map((contact) => (
          <Outstanding key={contact.contact} {...{ contact, onChanged }} />
        ))}
      </ul>
    </section>
  )
}

function Paused({
  pause,
  onChanged,
}: {
  readonly pause: Report['pauses'][number]
  readonly onChanged: () => void
}) {
  const { language, directory, announce } = useConsole()
  const t = bookingTexts(language)
  const resume = useCommand(resumeContactRoute)
  const [failure, setFailure] = useState<ClientCode>()
  const code = pause.contact.slice(0, SHOWN)

  async function press() {
    const answer = await resume.press({ params: { contact: pause.contact } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('oddities.resumed', { code }))
    onChanged()
  }

  const until = formatDayAndTime(parseInstant(pause.until), zoneOf(directory, ''), language)
  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>{t('oddities.contact', { code })}</strong>
        <span className="console-line">{t('oddities.pausedUntil', { until })}</span>
        <span className="console-line">{t(`pause.${pause.reason}`)}</span>
        {failure && (
          <Alert kind="danger" title={commonFailureText(failure, consoleTexts(language))} live="assertive" />
        )}
      </div>
      <ActionButton
        busy={resume.busy}
        label={t('oddities.resumeNamed', { code })}
        onPress={() => void press()}
      >
        {t('oddities.resume')}
      </ActionButton>
    </li>
  )
}

function Outstanding({
  contact,
  onChanged,
}: {
  readonly contact: Report['contacts'][number]
  readonly onChanged: () => void
}) {
  const t = bookingTexts(useConsole().language)
  const [open, setOpen] = useState(false)
  const code = contact.contact.slice(0, SHOWN)
  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>{t('oddities.contact', { code })}</strong>
        <span className="console-line">
          {t('oddities.counts', {
            bookings: contact.bookings,
            names: contact.names,
            moves: contact.moves,
            cancellations: contact.cancellations,
          })}
        </span>
        {open && <PauseForm contact={contact.contact} onPaused={onChanged} onClose={() => setOpen(false)} />}
      </div>
      {!open && (
        <ActionButton label={t('oddities.pauseNamed', { code })} onPress={() => setOpen(true)}>
          {t('oddities.pause')}
        </ActionButton>
      )}
    </li>
  )
}

function PauseForm({
  contact,
  onPaused,
  onClose,
}: {
  readonly contact: string
  readonly onPaused: () => void
  readonly onClose: () => void
}) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const pause = useCommand(pauseContactRoute)
  const [reason, setReason] = useState<PauseReason>('trading')
  const [lastDay, setLastDay] = useState('')
  const [failure, setFailure] = useState<ErrorCode<typeof pauseContactRoute> | ClientCode>()

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!isDay(lastDay)) return setFailure('date_wrong')
    const answer = await pause.press({ body: { contact, reason, lastDay } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('oddities.paused', { code: contact.slice(0, SHOWN) }))
    onPaused()
  }

  const text = failure && failureText(failure, PAUSE_FAILURES, t, consoleTexts(language))
  return (
    <form className="console-form" onSubmit={(event) => void submit(event)} noValidate>
      {text && failure !== 'date_wrong' && <Alert kind="danger" title={text} live="assertive" />}
      <Picker
        label={t('oddities.reason')}
        value={reason}
        onChange={(value) => setReason(PAUSE_REASONS.find((one) => one === value) ?? 'trading')}
        options={PAUSE_REASONS.map((one) => ({ value: one, text: t(`pause.${one}`) }))}
      />
      <TextInput
        type="date"
        label={t('oddities.lastDay')}
        hint={t('oddities.lastDayHint')}
        value={lastDay}
        onChange={setLastDay}
        error={failure === 'date_wrong' ? text : undefined}
      />
      <div className="console-toolbar">
        <ActionButton type="submit" variant="primary" busy={pause.busy}>
          {t('oddities.pauseNow')}
        </ActionButton>
        <ActionButton onPress={onClose}>{t('oddities.close')}</ActionButton>
      </div>
    </form>
  )
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text)
