import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { siteName, zoneOf } from '#ui/console/directory.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { readKey, useRead } from '#ui/console/useRead.ts'
import { alarmsRoute, endAlarmRoute, goToAlarmRoute, type SiteAlarm } from '../contract/alarm.ts'
import { listenToHall } from './hallStream.ts'
import { OwnAlarm } from './OwnAlarm.tsx'
import { hallTexts } from './texts.ts'
import { useAlarmSound } from './useAlarmSound.ts'

/** Read again even when nothing was heard (milliseconds). */
const ANYWAY = 10_000

export type SiteAlarmsProps = {
  readonly site: string
  /** The counter at which this person sits: its own alarm is shown quietly, and makes no sound here. */
  readonly counter: string | null
}

/**
 * Help is called at a counter: everybody who works at the site sees and hears it, in whatever room of the console they
 * are, until somebody says that they go there.
 */
export function SiteAlarms({ site, counter }: SiteAlarmsProps) {
  const t = hallTexts(useConsole().language)
  const { alarms, refresh } = useAlarms(site)
  /** To these somebody here goes. */
  const [going, setGoing] = useState<readonly string[]>([])
  const own = alarms.find((alarm) => alarm.counter === counter)
  const others = alarms.filter((alarm) => alarm.counter !== counter)
  const { silenced } = useAlarmSound(others.some(({ coming }) => coming === 0))
  return (
    <section aria-label={t('help.region')} className={others.length > 0 ? 'alarms alarms--loud' : 'alarms'}>
      {counter && <OwnAlarm site={site} counter={counter} alarm={own} onChanged={refresh} />}
      {/* Always there, so that it is read out when it comes. */}
      <div role="alert">
        {others.map((alarm) => (
          <OtherAlarm
            key={alarm.alarm}
            site={site}
            alarm={alarm}
            goes={going.includes(alarm.alarm)}
            silenced={silenced}
            onGoing={() => setGoing([...going, alarm.alarm])}
            onChanged={refresh}
          />
        ))}
      </div>
    </section>
  )
}

function useAlarms(site: string) {
  const client = useQueryClient()
  const input = { params: { site } }
  const read = useRead(alarmsRoute, input, { every: ANYWAY })
  const refresh = () =>
    void client.invalidateQueries({ queryKey: readKey(alarmsRoute, { params: { site } }) })
  useEffect(() => {
    const news = () => void client.invalidateQueries({ queryKey: readKey(alarmsRoute, { params: { site } }) })
    return listenToHall(site, { news, lost: () => undefined })
  }, [client, site])
  return { alarms: read.data?.alarms ?? [], refresh }
}

type OtherAlarmProps = {
  readonly site: string
  readonly alarm: SiteAlarm
  readonly goes: boolean
  readonly silenced: boolean
  readonly onGoing: () => void
  readonly onChanged: () => void
}

function OtherAlarm({ site, alarm, goes, silenced, onGoing, onChanged }: OtherAlarmProps) {
  const { language, directory, announce } = useConsole()
  const t = hallTexts(language)
  const go = useCommand(goToAlarmRoute)
  const end = useCommand(endAlarmRoute)
  const params = { site, alarm: alarm.alarm }
  const time = formatTime(parseInstant(alarm.raisedAt), zoneOf(directory, site), language)

  async function press(what: 'go' | 'end') {
    const answer = await (what === 'go' ? go : end).press({ params })
    if (answer?.ok && what === 'go') {
      onGoing()
      announce(t('help.going'))
    }
    onChanged()
  }

  return (
    <div className="alarms__one">
      <Alert
        kind="danger"
        title={t('help.at', { counter: alarm.label[language], site: siteName(directory, site) })}
      >
        <p className="kern-body">
          {t('help.since', { time })} {t('help.coming', { count: alarm.coming })}
          {silenced && ` ${t('help.silenced')}`}
        </p>
        <div className="console-toolbar">
          {goes ? (
            <p className="kern-body">{t('help.going')}</p>
          ) : (
            <ActionButton variant="primary" busy={go.busy} onPress={() => void press('go')}>
              {t('help.go')}
            </ActionButton>
          )}
          <ActionButton busy={end.busy} onPress={() => void press('end')}>
            {t('help.end')}
          </ActionButton>
        </div>
      </Alert>
    </div>
  )
}
