import { type ReactNode, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '../Alert.tsx'
import { ActionButton } from './ActionButton.tsx'
import { useConsole } from './context.ts'
import { siteName, zoneOf } from './directory.ts'
import { consoleTexts } from './texts.ts'

/** One decision about the city (no site) or a site. */
export type ShownChange = {
  readonly change: string
  readonly site: string | null
  readonly at: string
  /** Null once nobody knows any more. */
  readonly by: string | null
  readonly undoes: string | null
  /** Can be taken back. */
  readonly newest: boolean
}

export type ChangeHistoryProps<C extends ShownChange> = {
  readonly changes: readonly C[]
  /** What it says where nothing was changed yet. */
  readonly none: string
  /** Each line says one thing that was changed. */
  readonly linesOf: (change: C) => readonly { readonly key: string; readonly text: ReactNode }[]
  readonly busy: boolean
  /** Takes a change back; the text of what went wrong, or undefined. */
  readonly onUndo: (change: string) => Promise<string | undefined>
}

/** Who decided what and when, and the way back from the newest decision of the city and of each site. */
export function ChangeHistory<C extends ShownChange>(props: ChangeHistoryProps<C>) {
  const { changes, none, linesOf, busy, onUndo } = props
  const { language, directory } = useConsole()
  const t = consoleTexts(language)
  const [failure, setFailure] = useState<string>()
  return (
    <section className="console-panel" aria-labelledby="change-history">
      <h2 className="console-panel__title" id="change-history">
        {t('changes.title')}
      </h2>
      {failure && <Alert kind="danger" title={failure} live="assertive" />}
      {changes.length === 0 && <p className="console-empty">{none}</p>}
      <ul className="console-list">
        {changes.map((change) => (
          <li className="console-item" key={change.change}>
            <span className="console-item__main">
              <strong>{change.site === null ? t('changes.city') : siteName(directory, change.site)}</strong>
              {change.undoes !== null && ` · ${t('changes.wasUndo')}`}
              <span className="console-line">
                {formatDayAndTime(parseInstant(change.at), zoneOf(directory, change.site ?? ''), language)}
                {change.by !== null && ` · ${change.by}`}
              </span>
              {linesOf(change).map(({ key, text }) => (
                <span className="console-line" key={key}>
                  {text}
                </span>
              ))}
            </span>
            {change.newest && (
              <ActionButton busy={busy} onPress={() => void onUndo(change.change).then(setFailure)}>
                {t('changes.undo')}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
