import { useState } from 'react'
import { type LocalDate, parseInstant } from '#kernel/instant.ts'
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
import { HoursHistory } from './HoursHistory.tsx'
import type { Outcome } from './PublishDialog.tsx'
import { capacityTexts, type PlanVersionEntry, type PublishedPlan } from './texts.ts'
import { UndoForesight, VersionDetail } from './VersionDetail.tsx'

export type HistoryDialogProps = {
  readonly published: PublishedPlan
  readonly monday: LocalDate
  readonly onDone: (outcome: Outcome) => void
  readonly onClose: () => void
}

/** Who published what when, what each version changed, and the way back to it; nothing is taken back unseen. */
export function HistoryDialog({ published, monday, onDone, onClose }: HistoryDialogProps) {
  const { site } = published
  const { language } = useConsole()
  const t = capacityTexts(language)
  const common = consoleTexts(language)
  const read = useRead(planVersionsRoute, { params: { site } })
  const words = useWords(site)
  const [chosen, setChosen] = useState<PlanVersionEntry>()
  const newest = read.data?.versions[0]?.version ?? 0
  return (
    <DialogBox title={t('history.title')} open onClose={onClose}>
      {!read.data && !read.error && <Loading />}
      {!read.data && read.error && (
        <ReadProblem text={commonFailureText(read.error.code, common)} onRetry={() => void read.refetch()} />
      )}
      {read.data?.versions.length === 0 && <p className="console-empty">{t('history.empty')}</p>}
      {chosen ? (
        <OneVersion
          key={chosen.version}
          published={published}
          monday={monday}
          entry={chosen}
          newest={newest}
          onDone={onDone}
          onBack={() => setChosen(undefined)}
        />
      ) : (
        <ul className="console-list">
          {read.data?.versions.map((entry) => (
            <li className="console-item" key={entry.version}>
              <span className="console-item__main">
                <strong>{t('history.version', { version: entry.version })}</strong>
                {entry.version === newest && ` · ${t('history.newest')}`}
                <span className="console-line">
                  {words.when(entry)} · {words.by(entry)}
                </span>
                <span className="console-line">
                  {t(`history.${entry.source}`, { version: entry.undoes ?? 0 })} ·{' '}
                  {t('history.changes', { added: entry.added, removed: entry.removed })}
                </span>
              </span>
              <ActionButton
                label={t('history.look.named', { version: entry.version })}
                onPress={() => setChosen(entry)}
              >
                {t('history.look')}
              </ActionButton>
            </li>
          ))}
        </ul>
      )}
      {read.data && !chosen && <HoursHistory site={site} changes={read.data.hours} />}
      <div className="console-toolbar">
        <ActionButton onPress={onClose}>{t('close')}</ActionButton>
      </div>
    </DialogBox>
  )
}

type OneVersionProps = HistoryDialogBase & {
  readonly entry: PlanVersionEntry
  readonly newest: number
  readonly onBack: () => void
}
type HistoryDialogBase = Omit<HistoryDialogProps, 'onClose'>

/** One version with what it changed; an earlier one can be published anew, once it is seen what that would do. */
function OneVersion({ published, monday, entry, newest, onDone, onBack }: OneVersionProps) {
  const { site } = published
  const { language } = useConsole()
  const t = capacityTexts(language)
  const undo = useCommand(undoPlanRoute)
  const words = useWords(site)
  const [workable, setWorkable] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof undoPlanRoute> | ClientCode>()
  const { version } = entry

  async function press() {
    const answer = await undo.press({ params: { site }, body: { basedOn: newest, version } })
    if (answer?.ok) onDone(answer.value)
    else if (answer) setFailure(answer.code)
  }

  return (
    <>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, UNDO_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <VersionDetail published={published} version={version} when={words.when(entry)} by={words.by(entry)} />
      {version !== newest && (
        <UndoForesight site={site} version={version} monday={monday} onSeen={setWorkable} />
      )}
      <div className="console-toolbar">
        {version !== newest && workable && (
          <ActionButton
            variant="primary"
            busy={undo.busy}
            label={t('history.again.named', { version })}
            onPress={() => void press()}
          >
            {t('history.again')}
          </ActionButton>
        )}
        <ActionButton onPress={onBack}>{t('history.back')}</ActionButton>
      </div>
    </>
  )
}

/** When a version was published, and by whom as long as it is known. */
function useWords(site: string) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  return {
    when: ({ publishedAt }: PlanVersionEntry) =>
      formatDayAndTime(parseInstant(publishedAt), zoneOf(directory, site), language),
    by: ({ by }: PlanVersionEntry) =>
      by ? `${by.name} (${by.roles.map((role) => t(`role.${role}`)).join(', ')})` : t('history.nobody'),
  }
}
