import { useConsole } from '#ui/console/context.ts'
import { CounterList } from './CounterList.tsx'
import { type CounterViewNow, type HallNow, hallTexts } from './texts.ts'

export type CounterColleaguesProps = { readonly view: CounterViewNow; readonly hall: HallNow | undefined }

/** The other counters of the site. */
export function CounterColleagues({ view, hall }: CounterColleaguesProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const others = (hall?.counters ?? []).filter(({ counter }) => counter !== view.counter)
  const open = others.filter((counter) => counter.open || counter.visit)
  return (
    <section className="console-panel" aria-labelledby="counter-colleagues">
      <h2 className="console-panel__title" id="counter-colleagues">
        {t('colleagues.title', { open: open.length, all: others.length })}
      </h2>
      {open.length === 0 ? (
        <p className="console-empty">{t('colleagues.none')}</p>
      ) : (
        <CounterList counters={open} />
      )}
    </section>
  )
}
