import { useState } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { type HousePlan, type Level, type PlanFault, THING_KINDS, type ThingKind } from '../model.ts'
import { labelOf } from './labels.ts'
import { type Chosen, withRoom, withThing } from './planEdits.ts'
import { houseTexts } from './texts.ts'

export type PlanListProps = {
  readonly plan: HousePlan
  readonly level: Level
  readonly chosen: Chosen | undefined
  readonly faults: readonly PlanFault[]
  readonly onChoose: (chosen: Chosen) => void
  readonly onPlan: (plan: HousePlan) => void
}

/** Everything on a level as a list with its places: what the drawing shows, for the keyboard and for screen readers. */
export function PlanList({ plan, level, chosen, faults, onChoose, onPlan }: PlanListProps) {
  const { language } = useConsole()
  const t = houseTexts(language)
  const [kind, setKind] = useState<ThingKind | 'room'>('room')
  const kinds = ['room', ...THING_KINDS] as const
  const lines = [
    ...plan.rooms.map((what) => ({ part: 'rooms' as const, what })),
    ...plan.things.map((what) => ({ part: 'things' as const, what })),
  ].filter(({ what }) => what.level === level.key)
  const isFaulty = ({ part, what }: (typeof lines)[number]) =>
    faults.some((fault) => fault.part === part && plan[part][fault.index]?.key === what.key)

  function add() {
    const name = t(`kind.${kind}`)
    const [next, added] = kind === 'room' ? withRoom(plan, level, name) : withThing(plan, level, kind, name)
    onPlan(next)
    onChoose(added)
  }

  return (
    <section className="console-panel" aria-labelledby="house-list">
      <h2 className="console-panel__title" id="house-list">
        {t('list')}
      </h2>
      <div className="house-bar">
        <Picker
          label={t('add.what')}
          value={kind}
          onChange={(value) => setKind(kinds.find((each) => each === value) ?? 'room')}
          options={kinds.map((each) => ({ value: each, text: t(`kind.${each}`) }))}
        />
        <ActionButton onPress={add}>{t('add')}</ActionButton>
      </div>
      {lines.length === 0 && <p className="console-empty">{t('list.empty')}</p>}
      <ul className="house-list">
        {lines.map((line) => (
          <li key={`${line.part} ${line.what.key}`}>
            <button
              type="button"
              className="house-list__item"
              aria-pressed={chosen?.part === line.part && chosen.key === line.what.key}
              onClick={() => onChoose({ part: line.part, key: line.what.key })}
            >
              <span>{labelOf(line.what, t, language)}</span>
              <span className="house-list__place">
                {t('place', { x: line.what.x, y: line.what.y })}
                {isFaulty(line) && ` · ${t('faulty')}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
