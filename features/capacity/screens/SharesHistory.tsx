import type { Output } from '#platform/http/contract.ts'
import { ChangeHistory } from '#ui/console/ChangeHistory.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { type sharesRoute, undoSharesRoute } from '../contract.ts'
import { SHARE_KEYS } from '../model/shareRules.ts'
import { UNDO_SHARES_FAILURES } from './failures.ts'
import { capacityTexts } from './texts.ts'

type Change = Output<typeof sharesRoute>['changes'][number]
export type SharesHistoryProps = { readonly changes: readonly Change[]; readonly onChanged: () => void }

/** Who decided what about shares and release, and the way back. */
export function SharesHistory({ changes, onChanged }: SharesHistoryProps) {
  const { language, announce } = useConsole()
  const t = capacityTexts(language)
  const undo = useCommand(undoSharesRoute)

  async function press(change: string) {
    const answer = await undo.press({ params: { change } })
    if (!answer) return undefined
    if (answer.ok) announce(t('shares.undone'))
    onChanged()
    return answer.ok ? undefined : failureText(answer.code, UNDO_SHARES_FAILURES, t, consoleTexts(language))
  }

  const written = (change: Change, value: Change['before'][keyof Change['before']]) => {
    if (value === null) return t(change.site === null ? 'shares.none' : 'shares.asElsewhere')
    return typeof value === 'boolean' ? t(value ? 'shares.yes' : 'shares.no') : value
  }

  return (
    <ChangeHistory
      changes={changes}
      none={t('shares.noChanges')}
      linesOf={(change) => [
        ...(change.source === 'import' ? [{ key: 'source', text: t('shares.imported') }] : []),
        ...SHARE_KEYS.filter((key) => change.before[key] !== change.after[key]).map((key) => ({
          key,
          text: `${t(`shares.${key}`)}: ${t('shares.pair', {
            before: written(change, change.before[key]),
            after: written(change, change.after[key]),
          })}`,
        })),
      ]}
      busy={undo.busy}
      onUndo={press}
    />
  )
}
