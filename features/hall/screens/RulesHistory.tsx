import type { Output } from '#platform/http/contract.ts'
import { ChangeHistory } from '#ui/console/ChangeHistory.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { type hallRulesRoute, undoRulesRoute } from '../contract/rules.ts'
import { RULE_KEYS, type RuleKey } from '../model/hallRules.ts'
import { UNDO_RULES_FAILURES } from './failures.ts'
import { type HallText, hallTexts } from './texts.ts'

type Change = Output<typeof hallRulesRoute>['changes'][number]
export type RulesHistoryProps = { readonly changes: readonly Change[]; readonly onChanged: () => void }

/** Who decided what about the rules and when, and the way back. */
export function RulesHistory({ changes, onChanged }: RulesHistoryProps) {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const undo = useCommand(undoRulesRoute)

  async function press(change: string) {
    const answer = await undo.press({ params: { change } })
    if (!answer) return undefined
    if (answer.ok) announce(t('rules.undone'))
    onChanged()
    return answer.ok ? undefined : failureText(answer.code, UNDO_RULES_FAILURES, t, consoleTexts(language))
  }

  return (
    <ChangeHistory
      changes={changes}
      none={t('rules.noChanges')}
      linesOf={(change) =>
        RULE_KEYS.filter((key) => change.before[key] !== change.rules[key]).map((key) => ({
          key,
          text: `${t(`rules.${key}`)}: ${t('rules.pair', {
            before: valueWords(key, change.before[key], t),
            after: valueWords(key, change.rules[key], t),
          })}`,
        }))
      }
      busy={undo.busy}
      onUndo={press}
    />
  )
}

function valueWords(key: RuleKey, value: number | null, t: HallText): string | number {
  if (value === null) return t('rules.asElsewhere')
  return key === 'intakeControl' ? t(`rules.intakeControl.${value === 1 ? 'on' : 'off'}`) : value
}
