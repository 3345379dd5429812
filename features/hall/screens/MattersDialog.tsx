import { type ReactNode, useState } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { MatterPicker } from '#ui/console/MatterPicker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { hallTexts } from './texts.ts'

export type MattersDialogProps = {
  readonly site: string
  /** What the person comes for until now. */
  readonly before: readonly ChosenMatter[]
  /** Booked and not here yet: only what is offered by appointment can be added. */
  readonly booked?: boolean
  readonly busy: boolean
  /** Why it was refused, in the words of whoever asked. */
  readonly failure: ReactNode
  /** True: it was done. */
  readonly onSave: (chosen: readonly ChosenMatter[]) => Promise<boolean>
  readonly onClose: () => void
}

/** Adds a matter on the spot, or takes one out. */
export function MattersDialog(props: MattersDialogProps) {
  const { site, before, booked = false, busy, failure, onSave, onClose } = props
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const [chosen, setChosen] = useState<readonly ChosenMatter[]>(
    before.map(({ service, people }) => ({ service, people })),
  )
  const offered = directory.services.filter(
    ({ key, walkInAt, bookableAt }) =>
      (!booked && walkInAt.includes(site)) ||
      bookableAt.includes(site) ||
      before.some(({ service }) => service === key),
  )
  const save = async () => {
    if (await onSave(chosen)) onClose()
  }
  return (
    <DialogBox title={t('action.matters')} open onClose={onClose}>
      <div className="console-form">
        <MatterPicker services={offered} chosen={chosen} onChange={setChosen} autoFocus />
        {failure}
        <div className="console-toolbar">
          <ActionButton
            variant="primary"
            busy={busy}
            disabled={chosen.length === 0}
            onPress={() => void save()}
          >
            {t('matters.save')}
          </ActionButton>
          <ActionButton onPress={onClose}>{consoleTexts(language)('cancel')}</ActionButton>
        </div>
      </div>
    </DialogBox>
  )
}
