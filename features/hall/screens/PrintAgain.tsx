import type { Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { printsRoute } from '../contract/print.ts'
import { PRINT_AGAIN_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'
import { usePrintAgain } from './usePrintAgain.ts'

/** Printers and tickets are looked at so often. Milliseconds. */
const LOOK_EVERY = 5_000

/** The printers of a site, and whose ticket is not on paper. */
export function usePrints(site: string): Output<typeof printsRoute> | undefined {
  return useRead(printsRoute, { params: { site } }, { every: LOOK_EVERY }).data
}

export type PrintAgainProps = {
  readonly visit: string
  readonly number: string
  readonly printers: Output<typeof printsRoute>['printers']
  readonly onSent?: () => void
}

/** A button for each printer that prints now. */
export function PrintAgain({ visit, number, printers, onSent }: PrintAgainProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const again = usePrintAgain()
  return (
    <>
      {again.failure && (
        <Alert
          kind="warning"
          title={failureText(again.failure, PRINT_AGAIN_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      {printers
        .filter(({ prints }) => prints)
        .map(({ printer, name }) => (
          <ActionButton
            key={printer}
            busy={again.busy}
            label={t('print.atNamed', { number, name })}
            onPress={() => void again.press(visit, { id: printer, name }).then((sent) => sent && onSent?.())}
          >
            {t('print.at', { name })}
          </ActionButton>
        ))}
    </>
  )
}
