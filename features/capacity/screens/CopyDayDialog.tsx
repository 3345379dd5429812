import { useState } from 'react'
import type { Weekday } from '#kernel/wallTime.ts'
import { formatWeekday } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { capacityTexts } from './texts.ts'
import { WEEKDAYS } from './weekTyped.ts'

export type CopyDayDialogProps = {
  readonly weekday: Weekday
  readonly onCopy: (days: readonly Weekday[]) => void
  readonly onClose: () => void
}

/** To which other days the hours of one shall go, into the form; the working days unless somebody says otherwise. */
export function CopyDayDialog({ weekday, onCopy, onClose }: CopyDayDialogProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const others = WEEKDAYS.filter((day) => day !== weekday)
  const [days, setDays] = useState<readonly Weekday[]>(others.filter((day) => day <= 5))
  return (
    <DialogBox title={t('week.copy.title', { day: formatWeekday(weekday, language) })} open onClose={onClose}>
      <div className="plan-choices">
        {others.map((day) => (
          <CheckBox
            key={day}
            checked={days.includes(day)}
            onChange={(chosen) => setDays(chosen ? [...days, day] : days.filter((one) => one !== day))}
          >
            {formatWeekday(day, language)}
          </CheckBox>
        ))}
      </div>
      <div className="console-toolbar">
        <ActionButton variant="primary" disabled={days.length === 0} onPress={() => onCopy(days)}>
          {t('week.copy.send')}
        </ActionButton>
        <ActionButton onPress={onClose}>{t('cancel')}</ActionButton>
      </div>
    </DialogBox>
  )
}
