import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import type { HousePlan, PlanFault } from '../model.ts'
import { labelOf } from './labels.ts'
import type { Chosen } from './planEdits.ts'
import { houseTexts } from './texts.ts'

export type PlanFaultsProps = {
  readonly plan: HousePlan
  readonly faults: readonly PlanFault[]
  /** What cannot be reached without steps: no fault, but good to know. */
  readonly notFree: readonly PlanFault[]
  /** Somebody wanted to save. */
  readonly asked: boolean
  readonly onShow: (chosen: Chosen) => void
}

/** What is still wrong in a plan, each with the way there. */
export function PlanFaults({ plan, faults, notFree, asked, onShow }: PlanFaultsProps) {
  const { language } = useConsole()
  const t = houseTexts(language)
  const line = ({ part, index, code }: PlanFault) => {
    const found = plan[part][index]
    if (!found) return null
    const words = `${labelOf(found, t, language)}: ${t(`fault.${code}`)}`
    return (
      <li key={`${part} ${found.key} ${code}`}>
        {part === 'levels' ? (
          words
        ) : (
          <ActionButton variant="tertiary" onPress={() => onShow({ part, key: found.key })}>
            {words}
          </ActionButton>
        )}
      </li>
    )
  }
  return (
    <>
      <div role="alert">
        {asked && faults.length > 0 && (
          <Alert kind="danger" title={t('faults', { count: faults.length })}>
            <ul>{faults.map(line)}</ul>
          </Alert>
        )}
      </div>
      {notFree.length > 0 && (
        <Alert kind="warning" title={t('notFree', { count: notFree.length })}>
          <ul>
            {notFree.map(({ index }) => {
              const thing = plan.things[index]
              return thing && <li key={thing.key}>{labelOf(thing, t, language)}</li>
            })}
          </ul>
        </Alert>
      )}
    </>
  )
}
