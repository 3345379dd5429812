import { useConsole } from '#ui/console/context.ts'
import { hallTexts } from './texts.ts'

/** Says that the screen may be behind while the line is lost. Always there, so that its words are read out. */
export function LostLine({ lost }: { readonly lost: boolean }) {
  const { language } = useConsole()
  return (
    <div role="status">
      {lost && <p className="console-status console-status--danger">{hallTexts(language)('line.lost')}</p>}
    </div>
  )
}
