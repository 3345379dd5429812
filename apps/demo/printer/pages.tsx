import { PRINTER_FAULTS, type PrinterSimulator } from '#apps/agent/simulator/printer.ts'
import type { ScannerSimulator } from '#apps/agent/simulator/scannerDevice.ts'
import { listSites } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { FrameOf } from '#ui/frame.ts'
import { htmlAnswer } from '#ui/render.ts'
import { hasSimulatedPrinter } from '../printer.ts'
import { PrinterPage } from './PrinterPage.tsx'

/** What the page of the simulated printer stands on. */
export type PrinterPageDependencies = {
  readonly printer: PrinterSimulator
  readonly scanner?: ScannerSimulator | undefined
  readonly database: Database
  readonly frame: FrameOf<Authority>
}

/** As much as a real one reads. */
const LONGEST_CODE = 300
const NOT_FOUND: PageAnswer = { kind: 'failure', code: 'not_found' }
const everyone = { who: 'everyone, in the demo authority with a printer', allows: () => true }

/** `/demo/printer`: what came out of the simulated printer, and its faults. For other authorities it does not exist. */
export function registerPrinterPages(
  app: HttpServer<Caller, Authority>,
  { printer, scanner, database, frame }: PrinterPageDependencies,
): void {
  bindPage(app, {
    method: 'GET',
    path: '/demo/printer',
    policy: everyone,
    async handler(request) {
      const { authority } = request
      if (!hasSimulatedPrinter(authority)) return NOT_FOUND
      const sites = await database.withAuthority(authority, listSites)
      const papers = [...printer.papers()].reverse()
      const kiosk = sites.find(({ kind }) => kind === 'permanent')?.key
      const props = {
        frame: await frame(request),
        kiosk,
        fault: printer.fault(),
        papers,
        scans: scanner !== undefined,
      }
      return htmlAnswer(<PrinterPage {...props} />)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/demo/printer',
    policy: everyone,
    async handler({ authority, form, language }) {
      if (!hasSimulatedPrinter(authority)) return NOT_FOUND
      const fault = PRINTER_FAULTS.find((each) => each === form.get('fault'))
      if (fault) printer.setFault(fault)
      const code = form.get('code')?.trim().slice(0, LONGEST_CODE)
      if (code) scanner?.scan(code)
      return { kind: 'redirect', to: `/demo/printer?lang=${language}` }
    },
  })
}
