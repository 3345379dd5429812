import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { publishPlanRoute, writtenPlan } from '../contract.ts'
import type { ShiftPlan } from '../model/shiftPlan.ts'
import { PUBLISH_FAILURES } from './failures.ts'
import { FaultList } from './PlanEffect.tsx'
import { capacityTexts, type PlanEffects, type PublishedPlan } from './texts.ts'

/** What came of a publication, of a plan or of a date's hours. */
export type Outcome = { readonly replaced: number; readonly unplaced: number }

export type PublishDialogProps = {
  readonly published: PublishedPlan
  readonly plan: ShiftPlan
  readonly basedOn: number
  readonly effects: PlanEffects
  readonly onDone: (outcome: Outcome) => void
  readonly onClose: () => void
}

/** Says once more what will happen, before anything does; a plan that cannot work is not sent. */
export function PublishDialog({ published, plan, basedOn, effects, onDone, onClose }: PublishDialogProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const publish = useCommand(publishPlanRoute)
  const [failure, setFailure] = useState<ErrorCode<typeof publishPlanRoute> | ClientCode>()
  const isUnworkable = effects.faults.some(({ error }) => error)

  async function press() {
    const answer = await publish.press({
      params: { site: published.site },
      body: { basedOn, plan: writtenPlan(plan) },
    })
    if (answer?.ok) onDone(answer.value)
    else if (answer) setFailure(answer.code)
  }

  return (
    <DialogBox title={t(isUnworkable ? 'publish.unworkable' : 'publish.title')} open onClose={onClose}>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, PUBLISH_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <FaultList published={published} faults={effects.faults} />
      {!isUnworkable && (
        <>
          <p className="kern-body">{t('effect.replaced', { count: effects.replaced })}</p>
          <p className="kern-body">{t('effect.unplaced', { count: effects.unplaced })}</p>
        </>
      )}
      <div className="console-toolbar">
        {!isUnworkable && (
          <ActionButton variant="primary" busy={publish.busy} autoFocus onPress={() => void press()}>
            {t('publish.yes')}
          </ActionButton>
        )}
        <ActionButton onPress={onClose}>{t('publish.back')}</ActionButton>
      </div>
    </DialogBox>
  )
}
