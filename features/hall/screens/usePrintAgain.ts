import { useState } from 'react'
import { PAPER_WIDTH } from '#features/print/model.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { drawSlip, sentPicture } from '#platform/print/slipCanvas.ts'
import { useConsole } from '#ui/console/context.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { printAgainRoute, slipRoute } from '../contract/print.ts'
import { hallTexts } from './texts.ts'

export type PrintCode = ErrorCode<typeof printAgainRoute> | ClientCode

/** Has the ticket of somebody who waits printed at a printer of the site, with the number that they have. */
export function usePrintAgain() {
  const { call, language, announce } = useConsole()
  const print = useCommand(printAgainRoute)
  const [failure, setFailure] = useState<PrintCode>()
  const [drawing, setDrawing] = useState(false)

  /** True once the printer has it to do. */
  async function press(
    visit: string,
    printer: { readonly id: string; readonly name: string },
  ): Promise<boolean> {
    setFailure(undefined)
    setDrawing(true)
    try {
      const slip = await call(slipRoute, { params: { visit } })
      if (!slip.ok) {
        setFailure(slip.code)
        return false
      }
      const code = location.origin + slip.value.code
      const picture = await sentPicture(await drawSlip(document, { ...slip.value, code }, PAPER_WIDTH))
      const answer = await print.press({ params: { visit }, body: { printer: printer.id, ...picture } })
      if (!answer) return false
      if (!answer.ok) setFailure(answer.code)
      else announce(hallTexts(language)('print.sent', { name: printer.name }))
      return answer.ok
    } finally {
      setDrawing(false)
    }
  }
  return { press, failure, busy: drawing || print.busy }
}
