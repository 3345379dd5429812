import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { translator } from '#platform/i18n/translator.ts'
import { formatDate, formatDay } from '#platform/time/format.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }
import { addressOn, type DatedAddress, type SiteAddress } from '../model/relocation.ts'
import { addressLine, type Site } from '../model.ts'

const texts = translator({ de, 'de-simple': deSimple, en })

/** From which day on a site is where, in one line: "Ab Montag, 1. März 2027: Am Ring 2, 59980 Neuwalden". */
export function moveInWords(address: DatedAddress, firstDay: LocalDate, language: Language): string {
  return texts(language)('move.from', {
    day: formatDay(firstDay, language),
    address: addressLine(address),
  })
}

/** Where the mobile team is when, within a sentence: "am 3. Dezember in Volksdorf". */
export function stopInWords(
  { district }: Pick<SiteAddress, 'district'>,
  day: LocalDate,
  language: Language,
): string {
  return texts(language)('stop.on', { date: formatDate(day, language), district })
}

/** The name of a site for somebody who would come on a day: of a mobile one its stop says more. */
export function siteNameOn(site: Site, day: LocalDate, language: Language): string {
  const { texts: words, district } = addressOn(site.addresses, day)
  if (site.kind !== 'mobile') return words.name[language]
  return texts(language)('stop.site', { date: formatDate(day, language), district })
}
