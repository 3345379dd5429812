import { useConsole } from '#ui/console/context.ts'
import { CounterList } from './CounterList.tsx'
import { type DeskNow, type HallNow, hallTexts } from './texts.ts'

export type DeskColleaguesProps = { readonly desk: DeskNow; readonly hall: HallNow | undefined }

/** The other counters of the site. */
export function DeskColleagues({ desk, hall }: DeskColleaguesProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const others = (hall?.counters ?? []).filter(({ counter }) => counter !== desk.counter)
  const open = others.filter((counter) => counter.open || counter.visit)
  return (
    <section className="console-panel" aria-labelledby="desk-colleagues">
      <h2 className="console-panel__title" id="desk-colleagues">
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
