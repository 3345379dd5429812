import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { VersionHistory } from '#ui/console/VersionHistory.tsx'
import { restoreChecklistRoute } from '../contract/editing.ts'
import { sameChecklist } from '../model/editing.ts'
import { RESTORE_FAILURES } from './failures.ts'
import { type ChecklistData, catalogueTexts } from './texts.ts'

export type ChecklistHistoryProps = {
  readonly service: string
  readonly data: ChecklistData
  readonly onChanged: (saved: boolean) => void
}

/** Every version of a list, who wrote it and when; each earlier one can hold again. */
export function ChecklistHistory({ service, data, onChanged }: ChecklistHistoryProps) {
  const { language, announce } = useConsole()
  const t = catalogueTexts(language)
  const restore = useCommand(restoreChecklistRoute)

  async function press(version: string): Promise<string | undefined> {
    const answer = await restore.press({ params: { service, version }, body: { seen: data.seen } })
    if (!answer) return undefined
    if (answer.ok) announce(t('history.restored'))
    onChanged(answer.ok)
    return answer.ok ? undefined : failureText(answer.code, RESTORE_FAILURES, t, consoleTexts(language))
  }

  return (
    <VersionHistory
      title={t('history')}
      none={t('history.none')}
      versions={data.versions}
      standingOf={({ checklist }) => (sameChecklist(checklist, data.checklist) ? 'holds' : 'earlier')}
      show={({ checklist: { questions, papers, takesPapers, paperDays } }) => (
        <>
          <span className="console-line">
            {t('history.counts', { questions: questions.length, papers: papers.length })}
            {takesPapers && ` · ${t('history.days', { days: paperDays })}`}
          </span>
          {papers.length > 0 && (
            <span className="console-line">{papers.map((paper) => paper[language]).join(' · ')}</span>
          )}
        </>
      )}
      restoreNamed={(at) => t('history.restoreNamed', { at })}
      busy={restore.busy}
      onRestore={press}
    />
  )
}
