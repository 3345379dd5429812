import type { LocalDate } from '#kernel/instant.ts'
import { LANGUAGES, type Texts } from '#kernel/language.ts'
import { translator } from '#platform/i18n/translator.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }
import { type Holiday, publicHolidays } from '../model/holidays.ts'
import type { Closure } from '../model.ts'

const texts = translator({ de, 'de-simple': deSimple, en })

/** The public holidays of a region from a day on, to the end of the next year, as closures of all sites. */
export function holidayClosures(region: string, fromDay: LocalDate): Closure[] {
  const year = Number(fromDay.slice(0, 4))
  return [year, year + 1]
    .flatMap((each) => publicHolidays(region, each))
    .filter(({ day }) => day >= fromDay)
    .map(({ day, holiday }) => ({
      id: null,
      siteId: null,
      firstDay: day,
      lastDay: day,
      texts: { reason: nameOf(holiday) },
    }))
}

function nameOf(holiday: Holiday): Texts {
  const [german, simple, english] = LANGUAGES.map((language) => texts(language)(`holiday.${holiday}`))
  return { de: german ?? '', 'de-simple': simple ?? '', en: english ?? '' }
}
