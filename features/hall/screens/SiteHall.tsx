import { parseInstant } from '#kernel/instant.ts'
import { formatTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { siteName, zoneOf } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { CounterList } from './CounterList.tsx'
import { HallAlarm } from './CounterlessAlarm.tsx'
import { DayPanel } from './DayAhead.tsx'
import { IntakePanel } from './IntakePanel.tsx'
import { LostLine } from './LostLine.tsx'
import { type HallNow, hallTexts } from './texts.ts'
import { useHall } from './useHall.ts'
import { WaitingList } from './WaitingList.tsx'

/** One site's hall for the manager: who waits in call order, what happens at every counter. */
export function SiteHall({ site }: { readonly site: string }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const { hall, lost } = useHall(site)
  return (
    <Screen
      title={siteName(directory, site)}
      tools={<RouteLink to="/overview">{t('overview.back')}</RouteLink>}
    >
      <LostLine lost={lost} />
      {hall.data && <HallAlarm hall={hall.data} />}
      {hall.data && <HallColumns hall={hall.data} />}
      {hall.data && <IntakePanel site={site} decides />}
      {!hall.data && !hall.error && <Loading />}
      {!hall.data && hall.error && (
        <ReadProblem
          text={commonFailureText(hall.error.code, consoleTexts(language))}
          onRetry={() => void hall.refetch()}
        />
      )}
    </Screen>
  )
}

function HallColumns({ hall }: { readonly hall: HallNow }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const clock = (moment: string) => formatTime(parseInstant(moment), zoneOf(directory, hall.site), language)
  return (
    <>
      <p className="console-line">
        {hall.opensAt && hall.closesAt
          ? t('hall.hours', { opens: clock(hall.opensAt), closes: clock(hall.closesAt) })
          : t('hall.closed')}
      </p>
      <DayPanel site={hall.site} />
      <div className="console-columns console-columns--side">
        <section className="console-panel" aria-labelledby="hall-waiting">
          <h2 className="console-panel__title" id="hall-waiting">
            {t('waiting.title', { count: hall.waiting.length })}
          </h2>
          {hall.waiting.length === 0 ? (
            <p className="console-empty">{t('waiting.none')}</p>
          ) : (
            <WaitingList visits={hall.waiting} hall={hall} />
          )}
        </section>
        <section className="console-panel" aria-labelledby="hall-counters">
          <h2 className="console-panel__title" id="hall-counters">
            {t('hall.counters')}
          </h2>
          {hall.counters.length === 0 ? (
            <p className="console-empty">{t('choice.none')}</p>
          ) : (
            <CounterList counters={hall.counters} />
          )}
        </section>
      </div>
    </>
  )
}
