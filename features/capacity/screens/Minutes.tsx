import { useState } from 'react'
import { ChangeHistory } from '#ui/console/ChangeHistory.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { plannedMinutesRoute } from '../contract.ts'
import { MinutesForm } from './MinutesForm.tsx'
import { capacityTexts, type MinutesRead } from './texts.ts'

/** How long each service is planned, beside what was measured and what the staff agreement asks for. */
export function Minutes() {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const { data, error, refetch } = useRead(plannedMinutesRoute, {})
  const [undoes, setUndoes] = useState<string>()
  return (
    <Screen title={t('minutes.title')} tools={<RouteLink to="/shares">{t('agreement.decide')}</RouteLink>}>
      <p className="kern-body">{t('minutes.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void refetch()}
        />
      )}
      {data && (
        <>
          <MinutesForm
            key={`${data.newest} ${undoes}`}
            data={data}
            undoes={undoes}
            onDone={() => {
              setUndoes(undefined)
              void refetch()
            }}
          />
          <MinutesHistory data={data} onEarlier={setUndoes} />
        </>
      )}
    </Screen>
  )
}

type MinutesHistoryProps = {
  readonly data: MinutesRead
  /** Puts what held before this change into the form. */
  readonly onEarlier: (change: string) => void
}

function MinutesHistory({ data, onEarlier }: MinutesHistoryProps) {
  const { language, directory, announce } = useConsole()
  const t = capacityTexts(language)

  async function press(change: string): Promise<undefined> {
    onEarlier(change)
    announce(t('setup.earlier'))
  }

  return (
    <ChangeHistory
      changes={data.changes.map((change) => ({
        ...change,
        site: null,
        newest: change.change === data.newest,
      }))}
      none={t('shares.noChanges')}
      linesOf={(change) => [
        ...(change.source === 'import' ? [{ key: 'source', text: t('shares.imported') }] : []),
        ...change.services.map(({ service, before, after }) => ({
          key: service,
          text: `${serviceTitle(directory, service)}: ${t('shares.pair', {
            before: t('agreement.minutes', { minutes: before }),
            after: t('agreement.minutes', { minutes: after }),
          })}`,
        })),
      ]}
      busy={false}
      onUndo={press}
    />
  )
}
