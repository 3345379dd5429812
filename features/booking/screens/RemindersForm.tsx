import { useRef, useState } from 'react'
import {
  REMINDER_TIMES_LIMIT,
  reminderFaults,
  reminderWarnings,
  type ServiceReminders,
  sameReminders,
} from '#features/catalogue/model/reminders.ts'
import { REMINDER_CHANNELS, REMINDER_HOURS_LIMIT } from '#features/visit/model/reminder.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { EditingForm } from '#ui/console/EditingForm.tsx'
import { failureText } from '#ui/console/failure.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { writeServiceRemindersRoute } from '../contract/serviceReminders.ts'
import { RemindersMeaning } from './RemindersMeaning.tsx'
import {
  channelsInWords,
  REMINDER_FAILURES,
  type RemindersData,
  timesInWords,
  unsaved,
} from './remindersTyped.ts'
import { bookingTexts } from './texts.ts'

export type RemindersFormProps = {
  readonly service: string
  readonly data: RemindersData
  /** `saved`: they hold now; else somebody else has changed them. */
  readonly onChanged: (saved: boolean) => void
}

/** When and by what people are reminded, with what it means and what does not work, said while it is written. */
export function RemindersForm({ service, data, onChanged }: RemindersFormProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const save = useCommand(writeServiceRemindersRoute)
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState<ServiceReminders>(unsaved.of(service) ?? data.reminders)
  const [failure, setFailure] = useState<ErrorCode<typeof writeServiceRemindersRoute> | ClientCode>()
  const isUnsaved = !sameReminders(typed, data.reminders)
  const faults = reminderFaults(typed)
  const warnings = faults.length > 0 ? [] : reminderWarnings(typed, data.city)

  function change(changed: ServiceReminders) {
    unsaved.keep(service, sameReminders(changed, data.reminders) ? undefined : changed)
    setTyped(changed)
    setFailure(undefined)
  }

  async function send() {
    if (faults.length > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
      return
    }
    const reminders = {
      hours: typed.hours && [...typed.hours],
      channels: typed.channels && [...typed.channels],
    }
    const answer = await save.press({ params: { service }, body: { reminders, seen: data.seen } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('reminders.saved', { count: answer.value.bookings }))
    if (answer.ok || answer.code === 'changed_meanwhile') onChanged(answer.ok)
  }

  return (
    <EditingForm
      id="reminders-form"
      title={data.title[language]}
      failure={failure && failureText(failure, REMINDER_FAILURES, t, consoleTexts(language))}
      unsaved={isUnsaved ? t('reminders.unsaved') : undefined}
      form={form}
      onSubmit={send}
    >
      <Times typed={typed} city={data.city} onChange={change} />
      <Channels typed={typed} city={data.city} onChange={change} />
      <RemindersMeaning typed={typed} city={data.city} />
      <div role="status">
        {warnings.length > 0 && (
          <Alert kind="warning" title={t('reminders.warnings')}>
            <ul>
              {warnings.map((each) => (
                <li key={each}>{t(`reminders.warning.${each}`, { days: data.city.horizonDays })}</li>
              ))}
            </ul>
          </Alert>
        )}
      </div>
      <p className="kern-body">{t('reminders.bookings', { count: data.bookings })}</p>
      <div className="console-toolbar">
        <ActionButton type="submit" variant="primary" busy={save.busy} disabled={!isUnsaved}>
          {t('reminders.save')}
        </ActionButton>
        {isUnsaved && (
          <ActionButton onPress={() => change(data.reminders)}>{t('reminders.discard')}</ActionButton>
        )}
      </div>
    </EditingForm>
  )
}

type PartProps = {
  readonly typed: ServiceReminders
  readonly city: RemindersData['city']
  readonly onChange: (changed: ServiceReminders) => void
}

function Times({ typed, city, onChange }: PartProps) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const list = useRef<HTMLDivElement>(null)
  const { hours } = typed
  const faults = reminderFaults(typed)
  const setHours = (changed: readonly number[] | null) => onChange({ ...typed, hours: changed })
  return (
    <div ref={list}>
      <h3 className="console-panel__title">{t('reminders.times')}</h3>
      <CheckBox
        checked={hours === null}
        onChange={(asCity) => setHours(asCity ? null : [...city.reminderHours])}
      >
        {t('reminders.timesAsCity', { times: timesInWords(city.reminderHours, t) })}
      </CheckBox>
      {hours?.map((each, nth) => {
        const fault = faults.find((one) => one.nth === nth)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: times have no name but their number, and no state
          <div className="reminder-time" key={nth}>
            <TextInput
              label={t('reminders.hours', { nth: nth + 1 })}
              hint={t('reminders.hoursHint', { most: REMINDER_HOURS_LIMIT })}
              value={each === 0 ? '' : String(each)}
              maxLength={3}
              error={
                fault &&
                t(`reminders.fault.${fault.code}`, {
                  most: fault.code === 'many_times' ? REMINDER_TIMES_LIMIT : REMINDER_HOURS_LIMIT,
                })
              }
              onChange={(value) =>
                setHours(hours.map((one, at) => (at === nth ? Number(value.replace(/\D/g, '')) : one)))
              }
            />
            <ActionButton
              label={t('reminders.removeTimeNamed', { nth: nth + 1 })}
              onPress={() => {
                setHours(hours.filter((_, at) => at !== nth))
                requestAnimationFrame(() => list.current?.querySelector('input')?.focus())
              }}
            >
              {t('reminders.removeTime')}
            </ActionButton>
          </div>
        )
      })}
      {hours && hours.length < REMINDER_TIMES_LIMIT && (
        <ActionButton
          onPress={() => {
            setHours([...hours, 0])
            // What was added takes the focus, once it stands there.
            requestAnimationFrame(() =>
              list.current?.querySelector<HTMLElement>('.reminder-time:last-of-type input')?.focus(),
            )
          }}
        >
          {t('reminders.addTime')}
        </ActionButton>
      )}
    </div>
  )
}

function Channels({ typed, city, onChange }: PartProps) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const { channels } = typed
  return (
    <div>
      <h3 className="console-panel__title">{t('reminders.channels')}</h3>
      <CheckBox
        checked={channels === null}
        onChange={(asCity) => onChange({ ...typed, channels: asCity ? null : [...city.reminderChannels] })}
      >
        {t('reminders.channelsAsCity', { channels: channelsInWords(city.reminderChannels, t) })}
      </CheckBox>
      {channels &&
        REMINDER_CHANNELS.map((channel) => (
          <CheckBox
            key={channel}
            checked={channels.includes(channel)}
            onChange={(on) =>
              onChange({
                ...typed,
                channels: REMINDER_CHANNELS.filter((each) =>
                  each === channel ? on : channels.includes(each),
                ),
              })
            }
          >
            {t(`reminders.${channel}`)}
          </CheckBox>
        ))}
    </div>
  )
}
