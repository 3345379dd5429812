import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { zoneOf } from '#ui/console/directory.ts'
import { commonFailureText, failureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { planVersionsRoute, undoPlanRoute } from '../contract.ts'
import { UNDO_FAILURES } from './failures.ts'
import type { Outcome } from './PublishDialog.tsx'
import { capacityTexts, type PlanVersionEntry } from './texts.ts'

export type HistoryDialogProps = {
  readonly site: string
  readonly onDone: (outcome: Outcome) => void
  readonly onClose: () => void
}

/** Who published what when; an earlier version can be published anew. */
export function HistoryDialog({ site, onDone, onClose }: HistoryDialogProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const common = consoleTexts(language)
  const read = useRead(planVersionsRoute, { params: { site } })
  const undo = useCommand(undoPlanRoute)
  const [failure, setFailure] = useState<ErrorCode<typeof undoPlanRoute> | ClientCode>()
  const newest = read.data?.versions[0]?.version ?? 0

  async function press(version: number) {
    const answer = await undo.press({ params: { site }, body: { basedOn: newest, version } })
    if (answer?.ok) onDone(answer.value)
    else if (answer) setFailure(answer.code)
  }

  const whenOf = (entry: PlanVersionEntry) =>
    formatDayAndTime(parseInstant(entry.publishedAt), zoneOf(directory, site), language)
  return (
    <DialogBox title={t('history.title')} open onClose={onClose}>
      {failure && (
        <Alert kind="danger" title={failureText(failure, UNDO_FAILURES, t, common)} live="assertive" />
      )}
      {!read.data && !read.error && <Loading />}
      {!read.data && read.error && (
        <ReadProblem text={commonFailureText(read.error.code, common)} onRetry={() => void read.refetch()} />
      )}
      <ul className="console-list">
        {read.data?.versions.map((entry) => (
          <li className="console-item" key={entry.version}>
            <span className="console-item__main">
              <strong>{t('history.version', { version: entry.version })}</strong>
              {entry.version === newest && ` · ${t('history.newest')}`}
              <span className="console-line">
                {whenOf(entry)} · {entry.by ?? t('history.nobody')}
              </span>
              <span className="console-line">
                {t(`history.${entry.source}`, { version: entry.undoes ?? 0 })} ·{' '}
                {t('history.changes', { added: entry.added, removed: entry.removed })}
              </span>
            </span>
            {entry.version !== newest && (
              <ActionButton
                busy={undo.busy}
                label={t('history.again.named', { version: entry.version })}
                onPress={() => void press(entry.version)}
              >
                {t('history.again')}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      <div className="console-toolbar">
        <ActionButton onPress={onClose}>{t('close')}</ActionButton>
      </div>
    </DialogBox>
  )
}
