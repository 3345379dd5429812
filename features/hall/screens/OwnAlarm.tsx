import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { endAlarmRoute, type SiteAlarm } from '../contract/alarm.ts'
import { hallTexts } from './texts.ts'
import { useAlarm } from './useAlarm.ts'

export type OwnAlarmProps = {
  readonly site: string
  readonly counter: string
  /** The alarm of this counter, if there is one. */
  readonly alarm: SiteAlarm | undefined
  readonly onChanged: () => void
}

/** Calls for help from this counter, quietly: whoever stands in front of it need not notice. */
export function OwnAlarm({ site, counter, alarm, onChanged }: OwnAlarmProps) {
  const t = hallTexts(useConsole().language)
  const { state, press } = useAlarm(counter)
  const end = useCommand(endAlarmRoute)
  const out = state === 'idle' && alarm

  async function finish() {
    if (alarm) await end.press({ params: { site, alarm: alarm.alarm } })
    onChanged()
  }

  return (
    <div className="alarms__own">
      <p className="alarms__words" role="status">
        {state === 'sending' && t('help.sending')}
        {state === 'unsent' && <strong>{t('help.unsent')}</strong>}
        {state === 'refused' && <strong>{t('help.refused')}</strong>}
        {out && `${t('help.called')} ${t('help.coming', { count: alarm.coming })}`}
      </p>
      {out && (
        <ActionButton variant="tertiary" busy={end.busy} onPress={() => void finish()}>
          {t('help.end')}
        </ActionButton>
      )}
      <ActionButton variant="tertiary" onPress={press}>
        {t(out ? 'help.pressAgain' : 'help.press')}
      </ActionButton>
      <span className="console-key" title={t('help.keysHint')}>
        {t('help.keys')}
      </span>
    </div>
  )
}
