import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { type HousePlan, type Level, PLAN_LIMITS } from '../model.ts'
import { NameFields } from './NameFields.tsx'
import { withLevel, withoutLevel } from './planEdits.ts'
import { SquareInput } from './SquareInput.tsx'
import { houseTexts } from './texts.ts'

export type LevelBarProps = {
  readonly plan: HousePlan
  readonly level: Level
  readonly onLevel: (key: string) => void
  readonly onPlan: (plan: HousePlan) => void
}

/** Which level is drawn, how it is called and how large it is; levels come and go. */
export function LevelBar({ plan, level, onLevel, onPlan }: LevelBarProps) {
  const { language } = useConsole()
  const t = houseTexts(language)
  const change = (facts: Partial<Level>) =>
    onPlan({ ...plan, levels: plan.levels.map((each) => (each === level ? { ...each, ...facts } : each)) })
  return (
    <>
      <div className="house-bar">
        <Picker
          label={t('level')}
          value={level.key}
          onChange={onLevel}
          options={plan.levels.map(({ key, name }) => ({ value: key, text: name[language] }))}
        />
        {plan.levels.length < PLAN_LIMITS.levels && (
          <ActionButton onPress={() => onPlan(withLevel(plan, t('level.more', { nth: plan.levels.length })))}>
            {t('level.add')}
          </ActionButton>
        )}
        {plan.levels.length > 1 && (
          <ActionButton onPress={() => onPlan(withoutLevel(plan, level.key))}>
            {t('level.remove')}
          </ActionButton>
        )}
      </div>
      <details className="house-details" key={level.key}>
        <summary>{t('level.facts')}</summary>
        <NameFields name={level.name} onChange={(name) => change({ name })} />
        <SquareInput
          label={t('width')}
          value={level.width}
          onChange={(width) => change({ width })}
          least={1}
        />
        <SquareInput
          label={t('height')}
          value={level.height}
          onChange={(height) => change({ height })}
          least={1}
        />
      </details>
    </>
  )
}
