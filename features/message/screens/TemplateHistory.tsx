import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { restoreTemplateRoute } from '../contract.ts'
import { sameTexts, TEMPLATE_PARTS, type TemplateKind, type TemplateTexts } from '../model/template.ts'
import { RESTORE_FAILURES } from './failures.ts'
import { messageTexts, type TemplateNow } from './texts.ts'

export type TemplateHistoryProps = {
  readonly kind: TemplateKind
  readonly template: TemplateNow
  readonly onChanged: (saved: boolean) => void
}

/** Every version with its words, who wrote it and when; each earlier one can hold again. */
export function TemplateHistory({ kind, template, onChanged }: TemplateHistoryProps) {
  const { language, directory, announce } = useConsole()
  const t = messageTexts(language)
  const restore = useCommand(restoreTemplateRoute)
  const [failure, setFailure] = useState<string>()

  async function press(version: string) {
    const answer = await restore.press({ params: { kind, version }, body: { seen: template.newest } })
    if (!answer) return
    setFailure(answer.ok ? undefined : failureText(answer.code, RESTORE_FAILURES, t, consoleTexts(language)))
    if (answer.ok) announce(t('history.restored'))
    onChanged(answer.ok)
  }

  return (
    <section className="console-panel" aria-labelledby="template-history">
      <h2 className="console-panel__title" id="template-history">
        {t('history')}
      </h2>
      {failure && <Alert kind="danger" title={failure} live="assertive" />}
      {template.versions.length === 0 && <p className="console-empty">{t('history.none')}</p>}
      <ul className="console-list">
        {template.versions.map((one) => {
          const at = formatDayAndTime(parseInstant(one.at), zoneOf(directory, ''), language)
          return (
            <li className="console-item" key={one.version}>
              <span className="console-item__main">
                <strong>{at}</strong>
                {one.restores !== null && ` · ${t('history.again')}`}
                {one.by !== null && ` · ${one.by}`}
                <Words texts={one.texts} />
              </span>
              {one.version === template.newest ? (
                <span>{t('history.holds')}</span>
              ) : (
                !sameTexts(one.texts, template.texts) && (
                  <ActionButton
                    label={t('history.restoreNamed', { at })}
                    busy={restore.busy}
                    onPress={() => void press(one.version)}
                  >
                    {t('history.restore')}
                  </ActionButton>
                )
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** What a version says by itself; what is built in is not repeated. */
function Words({ texts }: { readonly texts: TemplateTexts }) {
  const { language } = useConsole()
  const t = messageTexts(language)
  const lines = LANGUAGES.flatMap((each) =>
    TEMPLATE_PARTS.flatMap((part) =>
      texts[part][each] === ''
        ? []
        : [
            {
              key: `${each} ${part}`,
              name: consoleTexts(language)(`language.${each}`),
              part,
              words: texts[part][each],
            },
          ],
    ),
  )
  if (lines.length === 0) return <span className="console-line">{t('history.builtIn')}</span>
  return lines.map(({ key, name, part, words }) => (
    <span className="console-line" key={key}>
      {name}, {t(`part.${part}`)}: {words}
    </span>
  ))
}
