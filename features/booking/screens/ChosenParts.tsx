import { useRef } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import type { TimeFiltersProps } from './TimeFilters.tsx'
import { bookingTexts } from './texts.ts'
import { type ChosenPart, chosenParts } from './timeFilter.ts'

/** What narrows the times now: a press takes one of it away, another all. */
export function ChosenParts({ found, filter, onFilter }: TimeFiltersProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const words = useRef<HTMLParagraphElement>(null)
  const parts = chosenParts(filter, found.placeKnown, directory, language)
  const take = (without: ChosenPart['without']) => {
    onFilter(without)
    // The button goes; the keyboard goes on from what is left.
    words.current?.focus()
  }
  return (
    <div className="console-narrowed">
      <p className="console-narrowed__words" role="status" tabIndex={-1} ref={words}>
        {parts.length > 0 && t('narrow.chosen', { count: found.sites.length })}
      </p>
      {parts.map(({ name, text, without }) => (
        <ActionButton key={name} variant="tertiary" onPress={() => take(without)}>
          {t('narrow.without', { part: text })}
        </ActionButton>
      ))}
      {parts.length > 1 && (
        <ActionButton variant="tertiary" onPress={() => take({})}>
          {t('narrow.reset')}
        </ActionButton>
      )}
    </div>
  )
}
