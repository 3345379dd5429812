import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { type housePlanRoute, saveHousePlanRoute } from '../contract.ts'
import { type HousePlan, planFaults, unreachable } from '../model.ts'
import { ChosenForm } from './ChosenForm.tsx'
import { SAVE_FAILURES } from './failures.ts'
import { LevelBar } from './LevelBar.tsx'
import { PlanCanvas } from './PlanCanvas.tsx'
import { PlanFaults } from './PlanFaults.tsx'
import { PlanList } from './PlanList.tsx'
import { type Chosen, firstPlan, moved } from './planEdits.ts'
import { houseTexts } from './texts.ts'

export type PlanEditorProps = {
  readonly site: string
  readonly read: Output<typeof housePlanRoute>
  readonly onSaved: () => void
}

/**
 * Draws a house: by mouse on the grid, or by keyboard in the list beside it, where everything stands with its place in
 * squares. Nothing is lost that was drawn while something is wrong with it; it is saved as a whole.
 */
export function PlanEditor({ site, read, onSaved }: PlanEditorProps) {
  const { language, announce } = useConsole()
  const t = houseTexts(language)
  const save = useCommand(saveHousePlanRoute)
  const [plan, setPlan] = useState<HousePlan>(() => read.plan ?? firstPlan(t('level.first')))
  const [levelKey, setLevelKey] = useState(plan.levels[0]?.key)
  const [chosen, setChosen] = useState<Chosen>()
  const [tried, setTried] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof saveHousePlanRoute> | ClientCode>()
  const level = plan.levels.find(({ key }) => key === levelKey) ?? plan.levels[0]
  const faults = planFaults(plan, new Set(read.counters.map(({ key }) => key)))
  const notFree = faults.length === 0 ? unreachable(plan, { stepFree: true }) : []

  async function send() {
    setTried(true)
    if (faults.length > 0) return
    const answer = await save.press({ params: { site }, body: { seen: read.version, plan: sendable(plan) } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('saved'))
    onSaved()
  }

  const show = (wanted: Chosen) => {
    const found = plan[wanted.part].find(({ key }) => key === wanted.key)
    if (found) setLevelKey(found.level)
    setChosen(wanted)
  }

  return (
    <>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, SAVE_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <PlanFaults plan={plan} faults={faults} notFree={notFree} asked={tried} onShow={show} />
      {level && (
        <>
          <LevelBar plan={plan} level={level} onLevel={setLevelKey} onPlan={setPlan} />
          <div className="house-draw">
            <section className="console-panel" aria-labelledby="house-canvas">
              <h2 className="console-panel__title" id="house-canvas">
                {level.name[language]}
              </h2>
              <PlanCanvas
                plan={plan}
                level={level}
                chosen={chosen}
                onChoose={setChosen}
                onMove={(what, x, y) => setPlan((before) => moved(before, what, x, y))}
              />
            </section>
            <div className="console-side">
              <ChosenForm
                key={`${chosen?.part} ${chosen?.key}`}
                plan={plan}
                chosen={chosen}
                counters={read.counters}
                onPlan={setPlan}
                onGone={() => setChosen(undefined)}
              />
              <PlanList
                plan={plan}
                level={level}
                chosen={chosen}
                faults={faults}
                onChoose={setChosen}
                onPlan={setPlan}
              />
            </div>
          </div>
        </>
      )}
      <div className="console-toolbar">
        <ActionButton variant="primary" busy={save.busy} onPress={() => void send()}>
          {t('save')}
        </ActionButton>
        <a className="kern-link" href="/house-plans.json" download>
          {t('export')}
        </a>
      </div>
    </>
  )
}

function sendable({ levels, rooms, things }: HousePlan) {
  return {
    levels: [...levels],
    rooms: [...rooms],
    things: things.map(({ features, ...thing }) => ({
      ...thing,
      ...(features && { features: [...features] }),
    })),
  }
}
