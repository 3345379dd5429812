import { type ReactNode, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '../Alert.tsx'
import { ActionButton } from './ActionButton.tsx'
import { useConsole } from './context.ts'
import { zoneOf } from './directory.ts'
import { consoleTexts } from './texts.ts'

/** One version of something that an administrator writes. */
export type ShownVersion = {
  readonly version: string
  readonly at: string
  /** Null once nobody knows any more. */
  readonly by: string | null
  /** It came with a file: nobody wrote it here. */
  readonly imported?: boolean
  readonly restores: string | null
}

export type VersionHistoryProps<V extends ShownVersion> = {
  readonly title: string
  /** What it says where nothing was changed yet. */
  readonly none: string
  /** Newest first. */
  readonly versions: readonly V[]
  /** `holds`: this is how it is now; `same`: it says the same as what is now, so there is no way back to it. */
  readonly standingOf: (version: V) => 'holds' | 'same' | 'earlier'
  /** What the version says. */
  readonly show: (version: V) => ReactNode
  /** The name of the button that lets a version of this time hold again. */
  readonly restoreNamed: (at: string) => string
  readonly busy: boolean
  /** Lets a version hold again; the text of what went wrong, or undefined. */
  readonly onRestore: (version: string) => Promise<string | undefined>
}

/** Every version of something, who wrote it and when; each earlier one can hold again. */
export function VersionHistory<V extends ShownVersion>(props: VersionHistoryProps<V>) {
  const { title, none, versions, standingOf, show, restoreNamed, busy, onRestore } = props
  const { language, directory } = useConsole()
  const t = consoleTexts(language)
  const [failure, setFailure] = useState<string>()
  return (
    <section className="console-panel" aria-labelledby="version-history">
      <h2 className="console-panel__title" id="version-history">
        {title}
      </h2>
      {failure && <Alert kind="danger" title={failure} live="assertive" />}
      {versions.length === 0 && <p className="console-empty">{none}</p>}
      <ul className="console-list">
        {versions.map((one) => {
          const at = formatDayAndTime(parseInstant(one.at), zoneOf(directory, ''), language)
          const standing = standingOf(one)
          return (
            <li className="console-item" key={one.version}>
              <span className="console-item__main">
                <strong>{at}</strong>
                {one.imported && ` · ${t('versions.imported')}`}
                {one.restores !== null && ` · ${t('versions.again')}`}
                {one.by !== null && ` · ${one.by}`}
                {show(one)}
              </span>
              {standing === 'holds' && <span>{t('versions.holds')}</span>}
              {standing === 'earlier' && (
                <ActionButton
                  label={restoreNamed(at)}
                  busy={busy}
                  onPress={() => void onRestore(one.version).then(setFailure)}
                >
                  {t('versions.restore')}
                </ActionButton>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
