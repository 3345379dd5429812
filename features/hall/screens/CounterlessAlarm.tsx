import { Alert } from '#ui/Alert.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import type { SiteNow } from './overviewRows.ts'
import { type HallNow, hallTexts } from './texts.ts'
import { useSoundWanted } from './unservedSound.ts'

/** Somebody waits here for something that no open counter can do: who, so that a counter can be opened. */
export function HallAlarm({ hall }: { readonly hall: HallNow }) {
  const t = hallTexts(useConsole().language)
  const numbers = hall.waiting
    .filter(({ visit }) => hall.withoutCounter.includes(visit))
    .map(({ ticketNumber }) => ticketNumber ?? '')
  // Always there, so that it is read out when it comes.
  return (
    <div role="alert">
      {numbers.length > 0 && (
        <Alert kind="danger" title={t('alarm.site', { count: numbers.length })}>
          <p className="kern-body">{t('alarm.numbers', { numbers: numbers.join(', ') })}</p>
        </Alert>
      )}
    </div>
  )
}

/** The same for all sites at once. */
export function OverviewAlarm({ sites }: { readonly sites: readonly SiteNow[] }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const alarmed = sites.filter(({ withoutCounter }) => withoutCounter > 0)
  const count = alarmed.reduce((sum, { withoutCounter }) => sum + withoutCounter, 0)
  const named = alarmed.map(({ name, withoutCounter }) =>
    t('alarm.siteCount', { site: name[language], count: withoutCounter }),
  )
  return (
    <div role="alert">
      {count > 0 && (
        <Alert kind="danger" title={t('alarm.site', { count })}>
          <p className="kern-body">{t('alarm.sites', { sites: named.join(', ') })}</p>
        </Alert>
      )}
    </div>
  )
}

/** Whether this browser also sounds then, in whatever room of the console. */
export function AlarmSoundSwitch() {
  const t = hallTexts(useConsole().language)
  const [wanted, want] = useSoundWanted()
  return (
    <CheckBox checked={wanted} onChange={want}>
      {t('unserved.sound')}
    </CheckBox>
  )
}
