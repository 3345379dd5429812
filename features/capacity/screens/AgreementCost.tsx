import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { Table } from '#ui/Table.tsx'
import type { SharesPreview } from './sharesTyped.ts'
import { capacityTexts } from './texts.ts'

/** What another share of the staff agreement would ask for, and what that costs in times of the next week. */
export function AgreementCost({ services }: { readonly services: SharesPreview['agreement'] }) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  if (services.length === 0) return null
  const sum = (of: 'times' | 'timesNeeded') => services.reduce((all, one) => all + one[of], 0)
  return (
    <>
      <h4 className="kern-label">{t('agreement.title')}</h4>
      <p className="kern-body">
        {sum('times') === sum('timesNeeded')
          ? t('agreement.enough')
          : t('agreement.sum', { times: sum('times'), left: sum('timesNeeded') })}{' '}
        {t('agreement.catalogue')}
      </p>
      <Table
        caption={t('agreement.caption')}
        captionHidden
        dense
        columns={[
          { key: 'service', title: t('agreement.service') },
          { key: 'planned', title: t('agreement.planned'), numeric: true },
          { key: 'covered', title: t('agreement.covered'), numeric: true },
          { key: 'needed', title: t('agreement.needed'), numeric: true },
          { key: 'cost', title: t('agreement.nextWeek') },
        ]}
        rows={services.map(({ service, minutes, coveredPercent, neededMinutes, times, timesNeeded }) => ({
          key: service,
          cells: {
            service: serviceTitle(directory, service),
            planned: t('agreement.minutes', { minutes }),
            covered:
              coveredPercent === null
                ? t('agreement.tooFew')
                : t('agreement.percent', { percent: coveredPercent }),
            needed: t('agreement.minutes', { minutes: neededMinutes }),
            cost:
              times === timesNeeded
                ? t('agreement.kept', { times })
                : t('agreement.costs', { fewer: times - timesNeeded, times, left: timesNeeded }),
          },
        }))}
      />
    </>
  )
}
