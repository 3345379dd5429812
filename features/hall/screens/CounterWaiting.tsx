import { useConsole } from '#ui/console/context.ts'
import { DayLine } from './DayAhead.tsx'
import { type CounterViewNow, type HallNow, hallTexts } from './texts.ts'
import { servedHere } from './visitWords.ts'
import { WaitingList } from './WaitingList.tsx'

/** People shown who come next; the call order may still change, so more would be noise. */
const SHOWN = 5

export type CounterWaitingProps = { readonly view: CounterViewNow; readonly hall: HallNow | undefined }

/** Who waits for this counter: how many, and the next few. */
export function CounterWaiting({ view, hall }: CounterWaitingProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const mine = hall ? servedHere(hall, view.counter, hall.waiting) : []
  return (
    <section className="console-panel" aria-labelledby="counter-waiting">
      <h2 className="console-panel__title" id="counter-waiting">
        {t('waiting.forThis', { count: hall ? mine.length : view.waitingHere })}
      </h2>
      <p className="console-line">{t('waiting.inAll', { count: hall?.waiting.length ?? 0 })}</p>
      <DayLine site={view.site} counter={view.pausedAt === null ? view.counter : undefined} />
      {hall && mine.length > 0 && <WaitingList visits={mine.slice(0, SHOWN)} hall={hall} />}
    </section>
  )
}
