import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { useShortcuts } from '#ui/console/useShortcuts.ts'
import { Tag } from '#ui/Tag.tsx'
import { precheckDueRoute, precheckQueueRoute } from '../contract.ts'
import { precheckTexts, type QueuedVisit } from './texts.ts'
import { Unsent } from './Unsent.tsx'
import { VisitPapers } from './VisitPapers.tsx'

/** The queue is read again so often (milliseconds): papers come at any time. */
const EVERY = 30_000

/** Opens the next visit whose papers nobody has looked at. */
const NEXT_KEY = 'n'

/** The look at papers before the visit: who comes when, what they sent, and what is said of it. */
export function Precheck({ site: own }: { readonly site: string | null }) {
  const { language, directory } = useConsole()
  const t = precheckTexts(language)
  const [chosen, setChosen] = useState(own ?? directory.sites[0]?.key ?? '')
  return (
    <Screen title={t('title')}>
      <p className="kern-body">{t('intro')}</p>
      {own === null && (
        <div className="plan-site">
          <Picker
            label={t('site')}
            options={directory.sites.map(({ key, name }) => ({ value: key, text: name }))}
            value={chosen}
            onChange={setChosen}
          />
        </div>
      )}
      <Queue key={chosen} site={chosen} />
      <Unsent key={`unsent ${chosen}`} site={chosen} />
    </Screen>
  )
}

function Queue({ site }: { readonly site: string }) {
  const { language } = useConsole()
  const t = precheckTexts(language)
  const read = useRead(precheckQueueRoute, { params: { site } }, { every: EVERY })
  const known = useQueryClient()
  const [opened, setOpened] = useState<string>()
  const visits = read.data?.visits ?? []
  const said = () => {
    void read.refetch()
    void known.invalidateQueries({ queryKey: [precheckDueRoute.id] })
  }
  const next = visits.find(({ open, visit }) => open && visit !== opened)
  useShortcuts((key) => {
    if (key !== NEXT_KEY || !next) return false
    setOpened(next.visit)
    return true
  }, true)
  if (!read.data)
    return read.error ? (
      <ReadProblem
        text={commonFailureText(read.error.code, consoleTexts(language))}
        onRetry={() => void read.refetch()}
      />
    ) : (
      <Loading />
    )
  if (visits.length === 0) return <p className="console-empty">{t('none')}</p>
  const waiting = visits.filter(({ open }) => open).length
  return (
    <section className="console-panel" aria-labelledby="precheck-queue">
      <h2 className="console-panel__title" id="precheck-queue">
        {t('queue', { count: waiting })}
      </h2>
      {next && <p className="console-muted">{t('nextHint', { key: NEXT_KEY.toUpperCase() })}</p>}
      <ol className="console-list">
        {visits.map((visit) => (
          <li key={visit.visit}>
            <details
              className="precheck-visit"
              open={visit.visit === opened}
              onToggle={(event) => {
                const { open } = event.currentTarget
                setOpened((before) => (open ? visit.visit : before === visit.visit ? undefined : before))
              }}
            >
              <Summary visit={visit} site={site} />
              {visit.visit === opened && (
                <VisitPapers key={visit.version} site={site} visit={visit} onSaid={said} />
              )}
            </details>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Summary({ visit, site }: { readonly visit: QueuedVisit; readonly site: string }) {
  const { language, directory } = useConsole()
  const t = precheckTexts(language)
  const clock = (moment: string) => formatDayAndTime(parseInstant(moment), zoneOf(directory, site), language)
  return (
    <summary>
      <strong>{clock(visit.startsAt)}</strong>{' '}
      {visit.matters.map(({ service }) => serviceTitle(directory, service)).join(', ')}
      {visit.name && <> · {visit.name}</>}{' '}
      {visit.late ? (
        <Tag kind="danger" text={t('late')} />
      ) : visit.open ? (
        <Tag kind="warning" text={t('due', { time: clock(visit.dueAt) })} />
      ) : (
        <Tag kind="success" text={t('looked')} />
      )}
      {visit.anotherTime && <Tag kind="info" text={t('anotherTime')} />}
    </summary>
  )
}
