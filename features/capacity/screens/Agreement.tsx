import type { LocalDate } from '#kernel/instant.ts'
import type { Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Table } from '#ui/Table.tsx'
import { agreementRoute } from '../contract.ts'
import { capacityTexts } from './texts.ts'

type Checked = Output<typeof agreementRoute>['services'][number]

/** Whether the planned minutes keep the staff agreement, by what was measured, and what keeping it costs in this week. */
export function Agreement({ site, monday }: { readonly site: string; readonly monday: LocalDate }) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const { data, error, refetch } = useRead(agreementRoute, { params: { site }, query: { monday } })
  const broken = data?.services.filter(({ isKept }) => !isKept) ?? []
  return (
    <section className="console-panel" aria-labelledby="agreement">
      <h2 className="console-panel__title" id="agreement">
        {t('agreement.title')}
      </h2>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void refetch()}
        />
      )}
      {data && (
        <>
          <p className="kern-body">
            {t('agreement.text', { percent: data.percent })}{' '}
            <RouteLink to="/shares">{t('agreement.decide')}</RouteLink>
          </p>
          {broken.length > 0 && (
            <Alert kind="warning" title={t('agreement.broken', { count: broken.length })} />
          )}
          {data.services.length === 0 ? (
            <p className="console-empty">{t('agreement.noServices')}</p>
          ) : (
            <Table
              caption={t('agreement.caption')}
              captionHidden
              dense
              columns={[
                { key: 'service', title: t('agreement.service') },
                { key: 'planned', title: t('agreement.planned'), numeric: true },
                { key: 'covered', title: t('agreement.covered'), numeric: true },
                { key: 'needed', title: t('agreement.needed'), numeric: true },
                { key: 'cost', title: t('agreement.cost') },
              ]}
              rows={brokenFirst(data.services).map(
                ({ service, minutes, measured, isKept, times, timesNeeded, cases }) => ({
                  key: service,
                  cells: {
                    service: serviceTitle(directory, service),
                    planned: t('agreement.minutes', { minutes }),
                    covered: measured
                      ? t('agreement.percent', { percent: measured.coveredPercent })
                      : t('agreement.few', { cases }),
                    needed: measured ? t('agreement.minutes', { minutes: measured.neededMinutes }) : '',
                    cost: isKept
                      ? t('agreement.kept', { times })
                      : t('agreement.costs', { fewer: times - timesNeeded, times, left: timesNeeded }),
                  },
                }),
              )}
            />
          )}
          <p className="console-line">{t('agreement.source')}</p>
        </>
      )}
    </section>
  )
}

function brokenFirst(services: readonly Checked[]): Checked[] {
  return services.toSorted((a, b) => Number(a.isKept) - Number(b.isKept))
}
