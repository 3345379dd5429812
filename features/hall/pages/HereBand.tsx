import type { Site } from '#features/authority/model.ts'
import { type Language, languageTag } from '#kernel/language.ts'
import { hallTexts } from './texts.ts'

/** The code for "I am here" on the phone, as a hall's display shows it in two languages. */
export function HereBand(props: {
  readonly site: Site
  readonly code: string | null
  readonly main: Language
  readonly second: Language | null
}) {
  const { site, code, main, second } = props
  if (code === null) return null
  return (
    <aside className="display-here" aria-label={hallTexts(main)('here.title')}>
      <strong className="display-here__code" data-here-code={`/display/${site.key}/code`}>
        {code}
      </strong>
      <span>
        {hallTexts(main)('here.band')}{' '}
        {second && (
          <span lang={languageTag(second)} className="display-second">
            {hallTexts(second)('here.band')}
          </span>
        )}
      </span>
    </aside>
  )
}
