import type { Language } from '#kernel/language.ts'
import { translator } from '#platform/i18n/translator.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }
import type { ChosenMatter } from './address.ts'

/** The words of the pages about bookings. */
export const texts = translator({ de, 'de-simple': deSimple, en })

/** A matter as people read it: with the number of people where there may be several. */
export function matterInWords({ service, people }: ChosenMatter, language: Language): string {
  const t = texts(language)
  const title = service.texts.title[language]
  return service.peopleLimit > 1 ? t('matter.people', { title, people }) : title
}
