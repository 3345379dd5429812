import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { CounterHelp } from './CounterHelp.tsx'
import { CLOSE_KEY } from './counterKeys.ts'
import { CLOSE_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'
import type { useClosing } from './useClosing.ts'

export type CounterToolsProps = {
  readonly keysWanted: boolean
  readonly onKeysWanted: (wanted: boolean) => void
  readonly helpOpen: boolean
  readonly onHelp: (open: boolean) => void
  readonly closing: ReturnType<typeof useClosing>
}

/** Help with the keys, and closing the counter. */
export function CounterTools(props: CounterToolsProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const { close, busy, refused, forget } = props.closing
  return (
    <>
      <ActionButton variant="tertiary" shortcut="?" onPress={() => props.onHelp(true)}>
        {t('keys.title')}
      </ActionButton>
      <ActionButton shortcut={CLOSE_KEY} busy={busy} onPress={() => void close()}>
        {t('counter.close')}
      </ActionButton>
      <CounterHelp
        open={props.helpOpen}
        onClose={() => props.onHelp(false)}
        keysWanted={props.keysWanted}
        onKeysWanted={props.onKeysWanted}
      />
      <DialogBox title={t('counter.closeRefused')} open={refused !== undefined} onClose={forget}>
        {refused && <Alert kind="warning" title={failureText(refused, CLOSE_FAILURES, t, common)} />}
        <ActionButton variant="primary" autoFocus onPress={forget}>
          {common('close')}
        </ActionButton>
      </DialogBox>
    </>
  )
}
