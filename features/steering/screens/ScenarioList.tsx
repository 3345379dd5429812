import { useEffect, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { removeScenarioRoute, restoreScenarioRoute, type WrittenScenario } from '../contract.ts'
import { MOST_COMPARED } from '../model/scenario.ts'
import { REMOVE_FAILURES } from './failures.ts'
import { steeringTexts } from './texts.ts'

/** So long what was just removed offers its undoing in the same place. Milliseconds. */
const UNDO_FOR = 10_000

export type ScenarioListProps = {
  readonly scenarios: readonly WrittenScenario[]
  readonly compared: readonly string[]
  readonly onCompare: (scenario: string, isCompared: boolean) => void
  readonly onOpen: (scenario: WrittenScenario) => void
  readonly onChanged: () => void
}

/** The scenarios of a site: opened, compared, removed and brought back. */
export function ScenarioList(props: ScenarioListProps) {
  const { language } = useConsole()
  const t = steeringTexts(language)
  const [justRemoved, setJustRemoved] = useState<string>()
  useEffect(() => {
    if (justRemoved === undefined) return
    const timer = setTimeout(() => setJustRemoved(undefined), UNDO_FOR)
    return () => clearTimeout(timer)
  }, [justRemoved])
  const shown = props.scenarios.filter(
    ({ scenario, removedAt }) => removedAt === null || scenario === justRemoved,
  )
  const removed = props.scenarios.filter((one) => !shown.includes(one))
  const rowOf = (one: WrittenScenario) => (
    <ScenarioRow
      key={one.scenario}
      {...props}
      scenario={one}
      onTurned={(isRemoved) => {
        setJustRemoved(isRemoved ? one.scenario : undefined)
        if (isRemoved) props.onCompare(one.scenario, false)
        props.onChanged()
      }}
    />
  )
  return (
    <section className="console-panel" aria-labelledby="scenarios">
      <h2 className="console-panel__title" id="scenarios">
        {t('list')}
      </h2>
      {shown.length === 0 && <p className="console-empty">{t('list.none')}</p>}
      <ul className="console-list">{shown.map(rowOf)}</ul>
      {removed.length > 0 && (
        <details>
          <summary>{t('list.removed', { count: removed.length })}</summary>
          <ul className="console-list">{removed.map(rowOf)}</ul>
        </details>
      )}
    </section>
  )
}

function ScenarioRow(
  props: Omit<ScenarioListProps, 'scenarios'> & {
    readonly scenario: WrittenScenario
    readonly onTurned: (isRemoved: boolean) => void
  },
) {
  const { scenario: one, compared } = props
  const { language, directory, announce } = useConsole()
  const t = steeringTexts(language)
  const remove = useCommand(removeScenarioRoute)
  const restore = useCommand(restoreScenarioRoute)
  const [failure, setFailure] = useState<'unknown_scenario' | ClientCode>()
  const isRemoved = one.removedAt !== null
  const isCompared = compared.includes(one.scenario)
  const canCompare = !isRemoved && one.outcome !== null && (isCompared || compared.length < MOST_COMPARED)

  async function turn() {
    const answer = await (isRemoved ? restore : remove).press({ params: { scenario: one.scenario } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t(isRemoved ? 'restored' : 'removed', { name: one.name }))
    props.onTurned(!isRemoved)
  }

  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>{one.name}</strong>
        <span className="console-line">
          {t(`saved.${one.savedBy}`, {
            at: formatDayAndTime(parseInstant(one.savedAt), zoneOf(directory, one.site), language),
          })}{' '}
          {one.outcome === null && t('notPlayed')}
        </span>
        {canCompare && (
          <CheckBox checked={isCompared} onChange={(checked) => props.onCompare(one.scenario, checked)}>
            {t('compare', { name: one.name })}
          </CheckBox>
        )}
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, REMOVE_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
      </div>
      <div className="console-toolbar">
        {!isRemoved && (
          <ActionButton onPress={() => props.onOpen(one)} label={t('openNamed', { name: one.name })}>
            {t('open')}
          </ActionButton>
        )}
        <ActionButton
          busy={remove.busy || restore.busy}
          onPress={() => void turn()}
          label={t(isRemoved ? 'restoreNamed' : 'removeNamed', { name: one.name })}
        >
          {t(isRemoved ? 'restore' : 'remove')}
        </ActionButton>
      </div>
    </li>
  )
}
