import { useState } from 'react'
import type { Output } from '#platform/http/contract.ts'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Table } from '#ui/Table.tsx'
import { houseNumbersRoute } from '../contract/numbers.ts'
import { NUMBERS_FAILURES } from './failures.ts'
import { SiteChoicesList } from './SiteChoicesList.tsx'
import { hallTexts } from './texts.ts'

/** Stands for all sites in the choice; no site has this key. */
const ALL = ''

/** Numbers for the house, for managers: by service and hour, never by colleague or counter. */
export function HouseNumbers() {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const [site, setSite] = useState(ALL)
  const read = useRead(houseNumbersRoute, { query: site === ALL ? {} : { site } }, { keep: true })
  const { data, error } = read
  const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const minutes = (value: number | null) => (value === null ? '–' : figure.format(value))
  return (
    <Screen title={t('numbers.title')}>
      <p className="kern-body">{t('numbers.intro')}</p>
      <div className="plan-site">
        <Picker
          label={t('site.label')}
          options={[
            { value: ALL, text: t('numbers.all') },
            ...directory.sites.map(({ key, name }) => ({ value: key, text: name })),
          ]}
          value={site}
          onChange={setSite}
        />
      </div>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={failureText(error.code, NUMBERS_FAILURES, t, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      )}
      {data && data.lines.length === 0 && <p className="console-empty">{t('numbers.none')}</p>}
      {data && data.lines.length > 0 && (
        <Table
          caption={t('numbers.title')}
          captionHidden
          dense
          columns={[
            { key: 'service', title: t('numbers.service') },
            { key: 'hour', title: t('numbers.hour'), numeric: true },
            { key: 'visits', title: t('numbers.visits'), numeric: true },
            { key: 'waiting', title: t('numbers.waiting'), numeric: true },
            { key: 'way', title: t('numbers.way'), numeric: true },
            { key: 'serving', title: t('numbers.serving'), numeric: true },
            { key: 'missed', title: t('numbers.missed'), numeric: true },
            { key: 'parked', title: t('numbers.parked'), numeric: true },
            { key: 'left', title: t('numbers.left'), numeric: true },
            { key: 'forwarded', title: t('numbers.sentOn'), numeric: true },
          ]}
          rows={data.lines.map((line) => ({
            key: `${line.hour} ${line.service}`,
            cells: {
              service: line.service === null ? t('numbers.several') : serviceTitle(directory, line.service),
              hour: line.hour,
              visits: line.visits,
              waiting: minutes(line.waitingMinutes),
              way: minutes(line.wayMinutes),
              serving: minutes(line.servingMinutes),
              missed: line.missed,
              parked: line.parked,
              left: line.left,
              forwarded: line.sentOn + line.sentToSite + line.takenOver + line.split,
            },
          }))}
        />
      )}
      <Reasons id="numbers-chosen" title={t('numbers.chosen')} counts={data?.chosen ?? []} />
      <Reasons id="numbers-despite" title={t('numbers.despite')} counts={data?.drawnDespite ?? []} />
      {data && <SiteChoicesList choices={data.choices} />}
      <p className="console-line">
        <a className="kern-link" href={`/hall-numbers.csv${site === ALL ? '' : `?site=${site}`}`} download>
          {t('numbers.csv')}
        </a>
      </p>
    </Screen>
  )
}

type ReasonsProps = {
  readonly id: string
  readonly title: string
  readonly counts: Output<typeof houseNumbersRoute>['chosen']
}

/** How often each reason was given; nothing where none was. */
function Reasons({ id, title, counts }: ReasonsProps) {
  const t = hallTexts(useConsole().language)
  const given = counts.filter(({ count }) => count > 0)
  if (given.length === 0) return null
  return (
    <section className="console-panel" aria-labelledby={id}>
      <h2 className="console-panel__title" id={id}>
        {title}
      </h2>
      <ul className="console-list">
        {given.map(({ reason, count }) => (
          <li key={reason} className="console-item">
            {t(`numbers.reason.${reason}`)}: {count}
          </li>
        ))}
      </ul>
    </section>
  )
}
