import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { translator } from '#platform/i18n/translator.ts'
import { formatDay } from '#platform/time/format.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }
import type { DatedAddress } from '../model/relocation.ts'

const texts = translator({ de, 'de-simple': deSimple, en })

/** From which day on a site is where, in one line: "Ab Montag, 1. März 2027: Am Ring 2, 59980 Neuwalden". */
export function moveInWords(
  { street, postcode, town }: DatedAddress,
  firstDay: LocalDate,
  language: Language,
): string {
  return texts(language)('move.from', { day: formatDay(firstDay, language), street, postcode, town })
}
