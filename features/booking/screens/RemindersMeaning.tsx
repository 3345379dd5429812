import { type ServiceReminders, tidyReminders } from '#features/catalogue/model/reminders.ts'
import { remindersFor } from '#features/catalogue/model.ts'
import { reminderExamples } from '#features/message/model/reminder.ts'
import { localTime } from '#kernel/instant.ts'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import type { RemindersData } from './remindersTyped.ts'
import { bookingTexts } from './texts.ts'

export type RemindersMeaningProps = {
  readonly typed: ServiceReminders
  readonly city: RemindersData['city']
}

/** Visits early, at noon and late in the day, whose reminders are shown. */
const VISITS = ['08:00', '12:00', '17:00'].map(localTime)

/** When the reminders of three visits would leave: by the very rule that plans them. */
export function RemindersMeaning({ typed, city }: RemindersMeaningProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const { hours, channels } = tidyReminders(typed)
  const possible = (hours ?? city.reminderHours).filter((each) => each > 0)
  const reminders = remindersFor([{ reminderHours: possible, reminderChannels: channels }], city)
  return (
    <div>
      <h3 className="console-panel__title" id="reminders-meaning">
        {t('reminders.meaning')}
      </h3>
      <dl className="reminder-meaning" aria-labelledby="reminders-meaning">
        {VISITS.map((begins) => {
          const examples = reminderExamples(begins, reminders, zoneOf(directory, ''))
          return (
            <div key={begins}>
              <dt>{t('reminders.visitAt', { time: begins })}</dt>
              {examples.map(({ channel, hours: before, daysBefore, at }) => (
                <dd key={`${channel} ${before}`}>
                  {t('reminders.leaves', { channel: t(`reminders.${channel}`), days: daysBefore, time: at })}
                </dd>
              ))}
              {examples.length === 0 && <dd>{t('reminders.leavesNone')}</dd>}
            </div>
          )
        })}
      </dl>
      <p className="kern-hint">{t('reminders.night')}</p>
    </div>
  )
}
