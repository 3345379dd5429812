import { sameReminders } from '#features/catalogue/model/reminders.ts'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { VersionHistory } from '#ui/console/VersionHistory.tsx'
import { restoreServiceRemindersRoute } from '../contract/serviceReminders.ts'
import { channelsInWords, REMINDER_FAILURES, type RemindersData, timesInWords } from './remindersTyped.ts'
import { bookingTexts } from './texts.ts'

export type RemindersHistoryProps = {
  readonly service: string
  readonly data: RemindersData
  readonly onChanged: (saved: boolean) => void
}

/** Every version of the reminders of a service; each earlier one can hold again, and bookings follow. */
export function RemindersHistory({ service, data, onChanged }: RemindersHistoryProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const restore = useCommand(restoreServiceRemindersRoute)

  async function press(version: string): Promise<string | undefined> {
    const answer = await restore.press({ params: { service, version }, body: { seen: data.seen } })
    if (!answer) return undefined
    if (answer.ok) announce(t('reminders.saved', { count: answer.value.bookings }))
    onChanged(answer.ok)
    return answer.ok ? undefined : failureText(answer.code, REMINDER_FAILURES, t, consoleTexts(language))
  }

  return (
    <VersionHistory
      title={t('reminders.history')}
      none={t('reminders.none')}
      versions={data.versions}
      standingOf={({ reminders }) => (sameReminders(reminders, data.reminders) ? 'holds' : 'earlier')}
      show={({ reminders: { hours, channels } }) => (
        <>
          <span className="console-line">
            {t('reminders.times')}: {hours === null ? t('reminders.asCity') : timesInWords(hours, t)}
          </span>
          <span className="console-line">
            {t('reminders.channels')}:{' '}
            {channels === null ? t('reminders.asCity') : channelsInWords(channels, t)}
          </span>
        </>
      )}
      restoreNamed={(at) => t('reminders.restoreNamed', { at })}
      busy={restore.busy}
      onRestore={press}
    />
  )
}
