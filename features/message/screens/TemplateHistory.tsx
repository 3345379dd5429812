import { LANGUAGES } from '#kernel/language.ts'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { VersionHistory } from '#ui/console/VersionHistory.tsx'
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
  const { language, announce } = useConsole()
  const t = messageTexts(language)
  const restore = useCommand(restoreTemplateRoute)

  async function press(version: string): Promise<string | undefined> {
    const answer = await restore.press({ params: { kind, version }, body: { seen: template.newest } })
    if (!answer) return undefined
    if (answer.ok) announce(t('history.restored'))
    onChanged(answer.ok)
    return answer.ok ? undefined : failureText(answer.code, RESTORE_FAILURES, t, consoleTexts(language))
  }

  return (
    <VersionHistory
      title={t('history')}
      none={t('history.none')}
      versions={template.versions}
      standingOf={({ version, texts }) => {
        if (version === template.newest) return 'holds'
        return sameTexts(texts, template.texts) ? 'same' : 'earlier'
      }}
      show={({ texts }) => <Words texts={texts} />}
      restoreNamed={(at) => t('history.restoreNamed', { at })}
      busy={restore.busy}
      onRestore={press}
    />
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
