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
import { closeCounterRoute } from '../contract.ts'
import { CounterHelp } from './CounterHelp.tsx'
import { CLOSE_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'

type CloseCode = ErrorCode<typeof closeCounterRoute> | ClientCode

export type CounterToolsProps = {
  readonly counter: string
  readonly keysWanted: boolean
  readonly onKeysWanted: (wanted: boolean) => void
  readonly helpOpen: boolean
  readonly onHelp: (open: boolean) => void
  readonly onClosed: () => Promise<unknown>
}

/** Help with the keys, and closing the counter. */
export function CounterTools(props: CounterToolsProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const { press, busy } = useCommand(closeCounterRoute)
  const [refused, setRefused] = useState<CloseCode>()

  async function close() {
    const answer = await press({ params: { counter: props.counter } })
    if (answer?.ok || (answer && answer.code === 'not_seated')) await props.onClosed()
    else if (answer) setRefused(answer.code)
  }

  return (
    <>
      <ActionButton variant="tertiary" shortcut="?" onPress={() => props.onHelp(true)}>
        {t('keys.title')}
      </ActionButton>
      <ActionButton busy={busy} onPress={() => void close()}>
        {t('counter.close')}
      </ActionButton>
      <CounterHelp
        open={props.helpOpen}
        onClose={() => props.onHelp(false)}
        keysWanted={props.keysWanted}
        onKeysWanted={props.onKeysWanted}
      />
      <DialogBox
        title={t('counter.closeRefused')}
        open={refused !== undefined}
        onClose={() => setRefused(undefined)}
      >
        {refused && <Alert kind="warning" title={failureText(refused, CLOSE_FAILURES, t, common)} />}
        <ActionButton variant="primary" autoFocus onPress={() => setRefused(undefined)}>
          {common('close')}
        </ActionButton>
      </DialogBox>
    </>
  )
}
