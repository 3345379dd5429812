import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { type EditedChecklist, PAPER_DAYS_LIMIT } from '../model/editing.ts'
import { catalogueTexts } from './texts.ts'

export type HandlingFieldsProps = {
  readonly typed: EditedChecklist
  readonly onChange: (changed: EditedChecklist) => void
}

/** Whether papers can be handed in before the visit, for how long they are kept, and whether they can settle it. */
export function HandlingFields({ typed, onChange }: HandlingFieldsProps) {
  const { language } = useConsole()
  const t = catalogueTexts(language)
  const { takesPapers, settledByPapers, paperDays } = typed
  const isInRange = paperDays >= 1 && paperDays <= PAPER_DAYS_LIMIT
  return (
    <div data-place="paperDays">
      <h3 className="console-panel__title">{t('handling')}</h3>
      <CheckBox
        checked={takesPapers}
        onChange={(takes) =>
          onChange({ ...typed, takesPapers: takes, settledByPapers: takes && settledByPapers })
        }
      >
        {t('handling.takes')}
      </CheckBox>
      {takesPapers && (
        <>
          <TextInput
            label={t('handling.days')}
            hint={t('handling.daysHint', { most: PAPER_DAYS_LIMIT })}
            value={paperDays === 0 ? '' : String(paperDays)}
            maxLength={3}
            error={isInRange ? undefined : t('fault.days_out_of_range')}
            onChange={(value) => onChange({ ...typed, paperDays: Number(value.replace(/\D/g, '')) })}
          />
          <CheckBox
            checked={settledByPapers}
            onChange={(settles) => onChange({ ...typed, settledByPapers: settles })}
          >
            {t('handling.settles')}
          </CheckBox>
        </>
      )}
    </div>
  )
}
