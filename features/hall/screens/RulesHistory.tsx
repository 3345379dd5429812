import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { siteName, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { type hallRulesRoute, undoRulesRoute } from '../contract/rules.ts'
import { RULE_KEYS } from '../model/hallRules.ts'
import { UNDO_RULES_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'

type Change = Output<typeof hallRulesRoute>['changes'][number]
export type RulesHistoryProps = { readonly changes: readonly Change[]; readonly onChanged: () => void }

/** Who decided what and when, and the way back from the newest decision of the city and of each site. */
export function RulesHistory({ changes, onChanged }: RulesHistoryProps) {
  const { language, directory, announce } = useConsole()
  const t = hallTexts(language)
  const undo = useCommand(undoRulesRoute)
  const [failure, setFailure] = useState<ErrorCode<typeof undoRulesRoute> | ClientCode>()

  async function press(change: string) {
    const answer = await undo.press({ params: { change } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('rules.undone'))
    onChanged()
  }

  return (
    <section className="console-panel" aria-labelledby="rules-history">
      <h2 className="console-panel__title" id="rules-history">
        {t('rules.history')}
      </h2>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, UNDO_RULES_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      {changes.length === 0 && <p className="console-empty">{t('rules.noChanges')}</p>}
      <ul className="console-list">
        {changes.map((change) => (
          <li className="console-item" key={change.change}>
            <span className="console-item__main">
              <strong>{change.site === null ? t('rules.city') : siteName(directory, change.site)}</strong>
              {change.undoes !== null && ` · ${t('rules.wasUndo')}`}
              <span className="console-line">
                {formatDayAndTime(parseInstant(change.at), zoneOf(directory, change.site ?? ''), language)}
                {change.by !== null && ` · ${change.by}`}
              </span>
              {RULE_KEYS.filter((key) => change.before[key] !== change.rules[key]).map((key) => (
                <span className="console-line" key={key}>
                  {t(`rules.${key}`)}:{' '}
                  {t('rules.pair', {
                    before: change.before[key] ?? t('rules.asElsewhere'),
                    after: change.rules[key] ?? t('rules.asElsewhere'),
                  })}
                </span>
              ))}
            </span>
            {change.newest && (
              <ActionButton busy={undo.busy} onPress={() => void press(change.change)}>
                {t('rules.undo')}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
