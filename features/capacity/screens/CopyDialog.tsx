import { useState } from 'react'
import { asId } from '#kernel/id.ts'
import { type LocalDate, localDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { formatShortDay } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { Picker } from '#ui/console/Picker.tsx'
import type { ShiftPlan } from '../model/shiftPlan.ts'
import { withCopiedWeek } from './planEdits.ts'
import { capacityTexts, type PublishedPlan } from './texts.ts'

export type CopyDialogProps = {
  readonly published: PublishedPlan
  readonly plan: ShiftPlan
  readonly monday: LocalDate
  readonly onCopied: (plan: ShiftPlan, monday: LocalDate) => void
  readonly onClose: () => void
}

/** Weeks offered to copy to. */
const WEEKS = 26

/** Brings the shifts of the shown week to the dates of another; into the draft. */
export function CopyDialog({ published, plan, monday, onCopied, onClose }: CopyDialogProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const weeks = Array.from({ length: WEEKS }, (_, index) => addDays(monday, 7 * (index + 1)))
  const [target, setTarget] = useState<string>(weeks[0] ?? monday)
  const words = (first: LocalDate) =>
    `${formatShortDay(first, language)} – ${formatShortDay(addDays(first, 6), language)}`

  function copy() {
    const to = localDate(target)
    const counters = published.counters.map(({ counter }) => asId<'counter'>(counter))
    onCopied(withCopiedWeek(plan, counters, monday, to, localDate(published.today)), to)
  }

  return (
    <DialogBox title={t('copy.title')} open onClose={onClose}>
      <p className="kern-body">{t('copy.text', { week: words(monday) })}</p>
      <Picker
        label={t('copy.target')}
        options={weeks.map((week) => ({ value: week, text: words(week) }))}
        value={target}
        onChange={setTarget}
      />
      <div className="console-toolbar">
        <ActionButton variant="primary" onPress={copy}>
          {t('copy.send')}
        </ActionButton>
        <ActionButton onPress={onClose}>{t('cancel')}</ActionButton>
      </div>
    </DialogBox>
  )
}
