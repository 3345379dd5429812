import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import type { EditedChecklist, EditFault } from '../model/editing.ts'
import { faultWords, placeOfFault } from './faultWords.ts'
import { catalogueTexts } from './texts.ts'

export type ChecklistFaultsProps = {
  readonly faults: readonly EditFault[]
  readonly checklist: EditedChecklist
  readonly onGo: (place: string) => void
}

/** So many faults are shown at once: whoever mends these sees the next. */
const SHOWN = 12

/** Slips, gaps and contradictions of the list as it is written, each with the way to its place. */
export function ChecklistFaults({ faults, checklist, onGo }: ChecklistFaultsProps) {
  const { language } = useConsole()
  const t = catalogueTexts(language)
  return (
    <div className="checklist-faults">
      <p className="kern-body" role="status">
        {t('faults', { count: faults.length })}
      </p>
      {faults.length > 0 && (
        <ul className="console-list">
          {faults.slice(0, SHOWN).map((fault) => {
            const words = faultWords(fault, checklist, t, language)
            return (
              <li className="console-item" key={`${placeOfFault(fault, checklist)} ${words}`}>
                <span className="console-item__main">{words}</span>
                <ActionButton
                  label={t('faults.goNamed', { fault: words })}
                  onPress={() => onGo(placeOfFault(fault, checklist))}
                >
                  {t('faults.go')}
                </ActionButton>
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}
