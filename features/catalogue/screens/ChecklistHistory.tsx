import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
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
  const { language, directory, announce } = useConsole()
  const t = catalogueTexts(language)
  const restore = useCommand(restoreChecklistRoute)
  const [failure, setFailure] = useState<string>()

  async function press(version: string) {
    const answer = await restore.press({ params: { service, version }, body: { seen: data.seen } })
    if (!answer) return
    setFailure(answer.ok ? undefined : failureText(answer.code, RESTORE_FAILURES, t, consoleTexts(language)))
    if (answer.ok) announce(t('history.restored'))
    onChanged(answer.ok)
  }

  return (
    <section className="console-panel" aria-labelledby="checklist-history">
      <h2 className="console-panel__title" id="checklist-history">
        {t('history')}
      </h2>
      {failure && <Alert kind="danger" title={failure} live="assertive" />}
      {data.versions.length === 0 && <p className="console-empty">{t('history.none')}</p>}
      <ul className="console-list">
        {data.versions.map((one) => {
          const at = formatDayAndTime(parseInstant(one.at), zoneOf(directory, ''), language)
          const { questions, papers, takesPapers, paperDays } = one.checklist
          return (
            <li className="console-item" key={one.version}>
              <span className="console-item__main">
                <strong>{at}</strong>
                {one.imported && ` · ${t('history.imported')}`}
                {one.restores !== null && ` · ${t('history.again')}`}
                {one.by !== null && ` · ${one.by}`}
                <span className="console-line">
                  {t('history.counts', { questions: questions.length, papers: papers.length })}
                  {takesPapers && ` · ${t('history.days', { days: paperDays })}`}
                </span>
                {papers.length > 0 && (
                  <span className="console-line">{papers.map((paper) => paper[language]).join(' · ')}</span>
                )}
              </span>
              {sameChecklist(one.checklist, data.checklist) ? (
                <span>{t('history.holds')}</span>
              ) : (
                <ActionButton
                  label={t('history.restoreNamed', { at })}
                  busy={restore.busy}
                  onPress={() => void press(one.version)}
                >
                  {t('history.restore')}
                </ActionButton>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
