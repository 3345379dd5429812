import { type FormEvent, useRef, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { addScenarioRoute, changeScenarioRoute, type WrittenScenario } from '../contract.ts'
import { SAVE_FAILURES } from './failures.ts'
import { ScenarioFields } from './ScenarioFields.tsx'
import { ScenarioResult } from './ScenarioResult.tsx'
import { steeringTexts } from './texts.ts'
import { type FieldFaults, type Ground, readTyped, type TypedChanges, typedOf } from './typedChanges.ts'
import { useScenarioRun } from './useScenarioRun.ts'

const RUN_FAILURES = {
  no_past_days: 'failure.no_past_days',
  failed: 'failure.failed',
  refused: 'failure.refused',
} as const

export type ScenarioFormProps = {
  readonly site: string
  readonly ground: Ground
  readonly everySite: boolean
  /** Undefined: a new one. */
  readonly scenario: WrittenScenario | undefined
  /** What was typed and not saved yet, by site and scenario: whoever looks at another one finds it again. */
  readonly drafts: Map<string, TypedChanges>
  /** It was saved, or played. */
  readonly onSaved: (scenario: WrittenScenario) => void
  readonly onNew: () => void
}

/** Writes a scenario, saves and plays it, and says what came of it. What was typed stays until it has worked. */
export function ScenarioForm(props: ScenarioFormProps) {
  const { site, ground, onSaved } = props
  const { language, announce } = useConsole()
  const t = steeringTexts(language)
  const add = useCommand(addScenarioRoute)
  const change = useCommand(changeScenarioRoute)
  const form = useRef<HTMLFormElement>(null)
  const [saved, setSaved] = useState(props.scenario)
  const draft = `${site} ${saved?.scenario ?? 'new'}`
  const [typed, setTyped] = useState(
    () =>
      props.drafts.get(draft) ?? typedOf(props.scenario?.name ?? '', props.scenario?.changes ?? null, ground),
  )
  const [faults, setFaults] = useState<FieldFaults>({})
  const [failure, setFailure] = useState<
    ErrorCode<typeof addScenarioRoute | typeof changeScenarioRoute> | ClientCode
  >()
  const run = useScenarioRun((outcome) => {
    if (!saved) return
    const played = { ...saved, outcome }
    setSaved(played)
    announce(t('done'))
    onSaved(played)
  })

  async function send(event: FormEvent) {
    event.preventDefault()
    const read = readTyped(typed, ground)
    setFaults(read.faults)
    setFailure(undefined)
    if (Object.keys(read.faults).length > 0) {
      // After the faults are shown beside their fields.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
      return
    }
    const body = { site, name: typed.name, changes: read.changes }
    const answer = saved
      ? await change.press({ params: { scenario: saved.scenario }, body: { ...body, seen: saved.version } })
      : await add.press({ body })
    if (!answer) return
    if (!answer.ok) return setFailure(answer.code)
    props.drafts.delete(draft)
    setSaved(answer.value)
    onSaved(answer.value)
    run.start(answer.value.scenario)
  }

  const { running } = run
  return (
    <section className="console-panel" aria-labelledby="scenario-form">
      <h2 className="console-panel__title" id="scenario-form">
        {saved ? saved.name : t('form.new')}
      </h2>
      <form className="plan-form" ref={form} onSubmit={(event) => void send(event)} noValidate>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, SAVE_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        {Object.keys(faults).length > 0 && <Alert kind="danger" title={t('faults')} live="assertive" />}
        <ScenarioFields
          ground={ground}
          typed={typed}
          faults={faults}
          everySite={props.everySite}
          onChange={(now) => {
            props.drafts.set(draft, now)
            setTyped(now)
          }}
        />
        <div className="console-toolbar">
          <ActionButton
            type="submit"
            variant="primary"
            busy={add.busy || change.busy || running !== undefined}
          >
            {t('play')}
          </ActionButton>
          {running && <ActionButton onPress={run.stop}>{t('cancel')}</ActionButton>}
          {saved && !running && <ActionButton onPress={props.onNew}>{t('new')}</ActionButton>}
        </div>
      </form>
      {running && (
        <p className="console-line" role="status">
          <progress value={running.done} max={Math.max(running.of, 1)} aria-label={t('progress.label')} />{' '}
          {running.of === 0 ? t('progress.begin') : t('progress', { done: running.done, of: running.of })}
        </p>
      )}
      {run.failure && <Alert kind="danger" title={t(RUN_FAILURES[run.failure])} live="assertive" />}
      {saved?.outcome && !running && <ScenarioResult scenarios={[saved]} />}
    </section>
  )
}
