import type { ClientCode } from '#platform/http/client.ts'
import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { COUNTER_FAILURES, type CounterCode } from './failures.ts'
import { hallTexts } from './texts.ts'

/** Why something at the counter was refused, where it was asked for. */
export function CounterFailure({ code }: { readonly code: CounterCode | ClientCode | undefined }) {
  const { language } = useConsole()
  if (!code) return null
  const text = failureText(code, COUNTER_FAILURES, hallTexts(language), consoleTexts(language))
  return <Alert kind="danger" title={text} live="assertive" />
}
