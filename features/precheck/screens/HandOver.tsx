import { useState } from 'react'
import { handOverPapersRoute } from '#features/papers/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { HAND_OVER_FAILURES } from './failures.ts'
import { precheckTexts } from './texts.ts'

export type HandOverProps = {
  /** The paper, or one of those of the matter. */
  readonly paper: string
  /** It alone; else all papers of its matter. */
  readonly only?: boolean
  /** The paper or the service, in words. */
  readonly name: string
  readonly onHandedOver: () => void
}

/** The file of record has a paper or those of a matter: here they are destroyed. It is asked once more. */
export function HandOver({ paper, only = false, name, onHandedOver }: HandOverProps) {
  const { language, announce } = useConsole()
  const t = precheckTexts(language)
  const [isAsking, setAsking] = useState(false)
  const [failure, setFailure] = useState<string>()
  const handOver = useCommand(handOverPapersRoute)

  async function press() {
    const answer = await handOver.press({ params: { paper }, body: only ? { only } : {} })
    if (!answer) return
    setAsking(false)
    setFailure(
      answer.ok ? undefined : failureText(answer.code, HAND_OVER_FAILURES, t, consoleTexts(language)),
    )
    if (!answer.ok) return
    announce(t('handOver.done', { count: answer.value.files }))
    onHandedOver()
  }

  return (
    <>
      {failure && <Alert kind="danger" title={failure} live="assertive" />}
      <ActionButton label={t('handOver.named', { name })} onPress={() => setAsking(true)}>
        {t('handOver')}
      </ActionButton>
      <Confirm
        title={t(only ? 'handOver.titleOne' : 'handOver.title')}
        text={t(only ? 'handOver.textOne' : 'handOver.text')}
        yes={t('handOver.yes')}
        no={t('handOver.no')}
        open={isAsking}
        busy={handOver.busy}
        onYes={() => void press()}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
