import type { StaffLanguage } from '#kernel/language.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { appTexts } from './texts.ts'

/** Before anything is known: still asking, or no answer. */
export function Unreachable({
  language,
  failed,
}: {
  readonly language: StaffLanguage
  readonly failed: boolean
}) {
  return (
    <main className="console-main">
      <p className={failed ? 'console-status console-status--danger' : 'console-loading'} role="status">
        {failed ? appTexts(language)('unreachable') : consoleTexts(language)('loading')}
      </p>
    </main>
  )
}
