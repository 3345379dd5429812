import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { STANDING_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'
import type { DeskCode } from './useDesk.ts'

/** Why the information desk was refused, where it was asked for. */
export function DeskFailure({ code }: { readonly code: DeskCode | undefined }) {
  const { language } = useConsole()
  if (!code) return null
  const text = failureText(code, STANDING_FAILURES, hallTexts(language), consoleTexts(language))
  return <Alert kind="danger" title={text} live="assertive" />
}
