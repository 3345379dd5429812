import type { Language } from '#kernel/language.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { siteName } from '#ui/console/directory.ts'
import { QrCode } from '#ui/console/QrCode.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { PrintAgain, usePrints } from './PrintAgain.tsx'
import { SmsPart } from './SmsPart.tsx'
import { ToldLine } from './ToldLine.tsx'
import { hallTexts } from './texts.ts'

export type TicketSlipProps = {
  readonly site: string
  readonly drawn: {
    /** Undefined where it cannot be printed at a terminal. */
    readonly visit: string | undefined
    readonly ticketNumber: string
    readonly token: string
    /** How many are before; undefined where it has just been printed again. */
    readonly ahead: number | undefined
    /** The language of the person who gets the slip. */
    readonly language: Language
  }
  readonly onClose: () => void
}

/** A ticket to read out, to scan, or to print: the number and the way to the waiting page on the phone. */
export function TicketSlip({ site, drawn, onClose }: TicketSlipProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const prints = usePrints(site)
  const address = `${location.origin}/w/${drawn.token}`
  return (
    <DialogBox title={t('slip.title')} open onClose={onClose}>
      <div className="console-slip" lang={drawn.language === 'en' ? 'en' : 'de'}>
        <p className="console-slip__site">{siteName(directory, site)}</p>
        <p className="console-slip__number">{drawn.ticketNumber}</p>
        <QrCode text={address} label={t('slip.code')} />
        <p className="console-slip__text">{t(`slip.text.${drawn.language}`)}</p>
      </div>
      {drawn.ahead !== undefined && <p className="kern-body">{t('slip.ahead', { count: drawn.ahead })}</p>}
      {drawn.visit !== undefined && <ToldLine visit={drawn.visit} />}
      {drawn.visit !== undefined && <SmsPart visit={drawn.visit} number={drawn.ticketNumber} />}
      <div className="console-toolbar">
        <ActionButton variant="primary" autoFocus onPress={() => window.print()}>
          {t('slip.print')}
        </ActionButton>
        {drawn.visit !== undefined && (
          <PrintAgain
            visit={drawn.visit}
            number={drawn.ticketNumber}
            printers={prints?.printers ?? []}
            onSent={onClose}
          />
        )}
        <ActionButton onPress={onClose}>{consoleTexts(language)('close')}</ActionButton>
      </div>
    </DialogBox>
  )
}
