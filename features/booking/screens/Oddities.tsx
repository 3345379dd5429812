import { localDate } from '#kernel/instant.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatShortDay } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Table } from '#ui/Table.tsx'
import { odditiesRoute } from '../contract/oddities.ts'
import { ContactPauses } from './ContactPauses.tsx'
import { bookingTexts } from './texts.ts'

type Report = Output<typeof odditiesRoute>

/** The weekly report of oddities: what is unusual and what can be done, all numbers, and contacts that stand out. */
export function Oddities() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const read = useRead(odditiesRoute, {})
  const { data, error } = read
  return (
    <Screen
      title={t('oddities.title')}
      tools={
        <a className="kern-link" href="/oddities.csv" download>
          {t('oddities.csv')}
        </a>
      }
    >
      <p className="kern-body">{t('oddities.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      )}
      {data && (
        <>
          <Unusual report={data} />
          <Numbers report={data} />
          <ContactPauses report={data} onChanged={() => void read.refetch()} />
        </>
      )}
    </Screen>
  )
}

/** What is odd this week, each with what it may mean and what can be done. */
function Unusual({ report }: { readonly report: Report }) {
  const t = bookingTexts(useConsole().language)
  const odd = report.findings.filter((finding) => finding.odd)
  return (
    <section className="console-panel" aria-labelledby="oddities-now">
      <h2 className="console-panel__title" id="oddities-now">
        {t('oddities.now', { count: odd.length })}
      </h2>
      {odd.length === 0 && (
        <p className="console-empty">
          {t(report.weeks.length > 1 ? 'oddities.none' : 'oddities.nothingBefore')}
        </p>
      )}
      <ul className="console-list">
        {odd.map(({ kind, count, usual }) => (
          <li key={kind} className="console-item">
            <div className="console-item__main">
              <strong>{t(`oddity.${kind}`)}</strong>
              <span className="console-line">{t('oddities.compared', { count, usual: usual ?? 0 })}</span>
              <span className="console-line">{t(`oddity.${kind}.means`)}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Every number of every week, the running one last. */
function Numbers({ report }: { readonly report: Report }) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const counts = report.weeks.map(({ monday, counts: known }) => ({
    monday,
    by: new Map(known.map(({ kind, count }) => [kind, count])),
  }))
  return (
    <section className="console-panel" aria-labelledby="oddities-numbers">
      <h2 className="console-panel__title" id="oddities-numbers">
        {t('oddities.numbers')}
      </h2>
      <Table
        caption={t('oddities.caption')}
        captionHidden
        dense
        columns={[
          { key: 'kind', title: t('oddities.what') },
          ...report.weeks.map(({ monday }) => ({
            key: monday,
            title: t('oddities.week', { day: formatShortDay(localDate(monday), language) }),
            numeric: true,
          })),
          { key: 'part', title: t('oddities.part') },
        ]}
        rows={report.findings.map(({ kind, partOf, percent }) => ({
          key: kind,
          cells: {
            kind: t(`oddity.${kind}`),
            ...Object.fromEntries(counts.map(({ monday, by }) => [monday, by.get(kind) ?? 0])),
            part:
              partOf && percent !== null
                ? t('oddities.percent', { percent, whole: t(`oddity.${partOf}`) })
                : '',
          },
        }))}
      />
    </section>
  )
}
