import { useConsole } from '#ui/console/context.ts'
import { type DeskNow, type HallNow, hallTexts } from './texts.ts'
import { canServe } from './visitWords.ts'
import { WaitingList } from './WaitingList.tsx'

/** People shown who come next; the call order may still change, so more would be noise. */
const SHOWN = 5

export type DeskWaitingProps = { readonly desk: DeskNow; readonly hall: HallNow | undefined }

/** Who waits for this counter: how many, and the next few. */
export function DeskWaiting({ desk, hall }: DeskWaitingProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const skills = hall?.counters.find(({ counter }) => counter === desk.counter)?.services ?? []
  const mine = hall?.waiting.filter((visit) => canServe(skills, visit)) ?? []
  return (
    <section className="console-panel" aria-labelledby="desk-waiting">
      <h2 className="console-panel__title" id="desk-waiting">
        {t('waiting.forThis', { count: hall ? mine.length : desk.waitingHere })}
      </h2>
      <p className="desk-line">{t('waiting.inAll', { count: hall?.waiting.length ?? 0 })}</p>
      {hall && mine.length > 0 && <WaitingList visits={mine.slice(0, SHOWN)} hall={hall} />}
    </section>
  )
}
