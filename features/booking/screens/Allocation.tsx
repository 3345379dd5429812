import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Table } from '#ui/Table.tsx'
import { waitlistAuditRoute, waitlistLogRoute } from '../contract/waitlist.ts'
import { bookingTexts } from './texts.ts'

/** Lines of the log on one page. */
const LINES = 100

/** For auditors: replays the waitlist's whole log by the published rule, and shows the log. It names nobody. */
export function Allocation() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const audit = useRead(waitlistAuditRoute, {})
  const { data, error } = audit
  return (
    <Screen title={t('allocation.title')}>
      <p className="kern-body">{t('allocation.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void audit.refetch()}
        />
      )}
      {data && (
        <section className="console-panel" aria-labelledby="allocation-replay">
          <h2 className="console-panel__title" id="allocation-replay">
            {t('allocation.replay')}
          </h2>
          <Alert
            kind={data.differences.length === 0 ? 'success' : 'danger'}
            title={t('allocation.result', {
              looks: data.looks,
              offers: data.offers,
              count: data.differences.length,
            })}
          />
          <ul className="console-list">
            {data.differences.map(({ look, byRule, written }) => (
              <li key={look} className="console-item">
                {t('allocation.difference', {
                  look,
                  byRule: byRule.join(', ') || '–',
                  written: written.join(', ') || '–',
                })}
              </li>
            ))}
          </ul>
          <ActionButton busy={audit.isFetching} onPress={() => void audit.refetch()}>
            {t('allocation.again')}
          </ActionButton>
        </section>
      )}
      <Log />
    </Screen>
  )
}

function Log() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const [from, setFrom] = useState(1)
  const read = useRead(waitlistLogRoute, { query: { from, limit: LINES } }, { keep: true })
  const entries = read.data?.entries ?? []
  const last = entries.at(-1)?.number ?? from
  return (
    <section className="console-panel" aria-labelledby="allocation-log">
      <h2 className="console-panel__title" id="allocation-log">
        {t('allocation.log')}
      </h2>
      {read.data && entries.length === 0 && <p className="console-empty">{t('allocation.empty')}</p>}
      {entries.length > 0 && <Lines entries={entries} />}
      <div className="console-toolbar">
        {from > 1 && (
          <ActionButton onPress={() => setFrom(Math.max(1, from - LINES))}>
            {t('allocation.earlier')}
          </ActionButton>
        )}
        {entries.length === LINES && (
          <ActionButton onPress={() => setFrom(last + 1)}>{t('allocation.later')}</ActionButton>
        )}
      </div>
    </section>
  )
}

function Lines({ entries }: { readonly entries: Output<typeof waitlistLogRoute>['entries'] }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  return (
    <Table
      caption={t('allocation.lines')}
      captionHidden
      dense
      columns={[
        { key: 'number', title: t('allocation.number'), numeric: true },
        { key: 'at', title: t('allocation.at') },
        { key: 'event', title: t('allocation.event') },
        { key: 'wish', title: t('allocation.wish') },
      ]}
      rows={entries.map(({ number, at, event, wish }) => ({
        key: String(number),
        cells: {
          number,
          at: formatDayAndTime(parseInstant(at), zoneOf(directory, ''), language),
          event: t(`allocation.${event}`),
          wish: wish ?? '',
        },
      }))}
    />
  )
}
