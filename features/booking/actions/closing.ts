import type { ClosingWish } from '#features/capacity/actions.ts'
import { translator } from '#platform/i18n/translator.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }

export { bookedVisitsOf, countWithoutMail, readProgress as progressOf } from '../store/replacement.ts'

const texts = translator({ de, 'de-simple': deSimple, en })

/** Why a site is closed, as the public reads it. */
export function reasonTexts(reason: 'staff' | 'technical' | 'building' | 'other'): ClosingWish['texts'] {
  const of = (language: 'de' | 'de-simple' | 'en') => texts(language)(`closing.${reason}`)
  return { reason: { de: of('de'), 'de-simple': of('de-simple'), en: of('en') } }
}
