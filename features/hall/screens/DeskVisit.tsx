import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { deskVisitRoute } from '../contract/standing.ts'
import { DeskFailure } from './DeskFailure.tsx'
import { MattersDialog } from './MattersDialog.tsx'
import { TicketSlip } from './TicketSlip.tsx'
import { hallTexts, type VisitNow } from './texts.ts'
import type { Desk } from './useDesk.ts'

export type DeskVisitProps = {
  readonly site: string
  readonly visit: VisitNow
  readonly panel: 'matters' | 'print'
  readonly desk: Desk
  readonly onClose: () => void
}

/** What needs more of a visit than the list holds: its ticket to print again, its matters to change. */
export function DeskVisit({ site, visit, panel, desk, onClose }: DeskVisitProps) {
  const { language } = useConsole()
  const common = consoleTexts(language)
  const read = useRead(deskVisitRoute, { params: { visit: visit.visit } })
  if (read.data && panel === 'print')
    return (
      <TicketSlip
        site={site}
        drawn={{ ...read.data, visit: visit.visit, ahead: undefined }}
        onClose={onClose}
      />
    )
  if (read.data)
    return (
      <MattersDialog
        site={site}
        before={read.data.matters}
        busy={desk.busy}
        failure={<DeskFailure code={desk.failure} />}
        onSave={(chosen) => desk.matters(visit, chosen)}
        onClose={onClose}
      />
    )
  return (
    <DialogBox
      title={hallTexts(language)('desk.title', { number: visit.ticketNumber ?? '' })}
      open
      onClose={onClose}
    >
      {read.error ? (
        <ReadProblem text={commonFailureText(read.error.code, common)} onRetry={() => void read.refetch()} />
      ) : (
        <Loading />
      )}
    </DialogBox>
  )
}
