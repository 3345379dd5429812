import { NEEDS, type Need } from '#features/visit/model.ts'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { hallTexts } from './texts.ts'

export type NeedBoxesProps = {
  readonly needs: readonly Need[]
  readonly onChange: (needs: readonly Need[]) => void
}

/** What somebody can need, to be ticked; nobody is asked why. */
export function NeedBoxes({ needs, onChange }: NeedBoxesProps) {
  const t = hallTexts(useConsole().language)
  return (
    <div className="desk-needs">
      {NEEDS.map((need) => (
        <CheckBox
          key={need}
          checked={needs.includes(need)}
          onChange={(wanted) => onChange(wanted ? [...needs, need] : needs.filter((each) => each !== need))}
        >
          {t(`need.${need}`)}
        </CheckBox>
      ))}
    </div>
  )
}
