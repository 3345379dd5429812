import { useConsole } from '#ui/console/context.ts'
import { type CounterNow, type HallText, hallTexts } from './texts.ts'

/** Counters with what happens there; never who sits there. */
export function CounterList({ counters }: { readonly counters: readonly CounterNow[] }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  return (
    <ul className="console-list">
      {counters.map((counter) => (
        <li className="console-item" key={counter.counter}>
          <span className="console-item__main">{counter.label[language]}</span>
          <span className="console-item__meta">{counterWords(counter, t)}</span>
        </li>
      ))}
    </ul>
  )
}

function counterWords(counter: CounterNow, t: HallText): string {
  const { visit } = counter
  if (!visit && counter.pausedAt) return t('counter.paused')
  if (!visit) return t(counter.open ? 'counter.open' : 'counter.closed')
  const number = visit.ticketNumber ?? ''
  return visit.state === 'serving' ? t('counter.serving', { number }) : t('counter.calling', { number })
}
