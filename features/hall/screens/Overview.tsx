import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { overviewRoute } from '../contract.ts'
import { AlarmSoundSwitch, OverviewAlarm } from './CounterlessAlarm.tsx'
import { OverviewStats } from './OverviewStats.tsx'
import { OverviewTable } from './OverviewTable.tsx'
import { hallTexts } from './texts.ts'
import { useAge } from './useAge.ts'

/** Read again so often by itself (milliseconds). */
const EVERY = 10_000

/** Seconds after which the age is worth a warning: two readings have failed. */
const OLD = 25

/** All sites now, for managers. */
export function Overview() {
  const { language } = useConsole()
  const t = hallTexts(language)
  const read = useRead(overviewRoute, {}, { every: EVERY })
  const { data, error } = read
  return (
    <Screen title={t('overview.title')}>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      )}
      {data && (
        <>
          <Age readAt={read.dataUpdatedAt} />
          <OverviewAlarm sites={data.sites} />
          <OverviewStats sites={data.sites} />
          <OverviewTable sites={data.sites} />
          <AlarmSoundSwitch />
        </>
      )}
    </Screen>
  )
}

/** How old the figures are. Apart from them, because it is drawn anew every second. */
function Age({ readAt }: { readonly readAt: number }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const seconds = useAge(readAt)
  return (
    <p className={seconds >= OLD ? 'console-status console-status--danger' : 'console-line'}>
      {t(seconds >= OLD ? 'overview.old' : 'overview.age', { seconds })}
    </p>
  )
}
