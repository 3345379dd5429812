import { parseInstant } from '#kernel/instant.ts'
import { formatTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { Tag } from '#ui/Tag.tsx'
import { PrintAgain, usePrints } from './PrintAgain.tsx'
import { hallTexts } from './texts.ts'

/** What a printer does not do now, and whose ticket did not come out. Nothing to see while all is well. */
export function PrintPanel({ site }: { readonly site: string }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const prints = usePrints(site)
  const away = prints?.printers.filter(({ now }) => now !== null && now.state !== 'ready') ?? []
  if (!prints || (away.length === 0 && prints.unprinted.length === 0)) return null
  const time = (iso: string) => formatTime(parseInstant(iso), zoneOf(directory, site), language)
  return (
    <section className="console-panel" aria-labelledby="hall-print">
      <h2 className="console-panel__title" id="hall-print">
        {t('print.title')}
      </h2>
      {away.map(
        ({ printer, name, now }) =>
          now && (
            <p key={printer} className="console-line">
              {name}{' '}
              <Tag
                kind={now.state === 'paper_low' ? 'warning' : 'danger'}
                text={t(`print.${now.state}`, { time: time(now.since) })}
              />
            </p>
          ),
      )}
      {prints.unprinted.length > 0 && (
        <ul className="console-list">
          {prints.unprinted.map(({ visit, ticketNumber, failedAt }) => (
            <li className="console-item" key={visit}>
              <div className="console-item__main">
                <strong>{ticketNumber}</strong>
                <span className="console-line">{t('print.notPrinted', { time: time(failedAt) })}</span>
              </div>
              <div className="console-toolbar">
                <PrintAgain visit={visit} number={ticketNumber ?? ''} printers={prints.printers} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
