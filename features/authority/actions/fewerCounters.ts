import { LANGUAGES, type Language } from '#kernel/language.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { translator } from '#platform/i18n/translator.ts'
import { formatDay, formatTimeRange } from '#platform/time/format.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }
import { type FewerCounters, fewerCounters } from '../model/fewerCounters.ts'
import type { Closure, Site } from '../model.ts'
import { readCountersAway } from '../store.ts'

const texts = translator({ de, 'de-simple': deSimple, en })

/**
 * What the public reads while a manager has closed some counters of a site: that there are fewer today, and until when;
 * null where none is closed. `closures` are those of today on. From memory, so that it can be asked at every look.
 */
export async function fewerCountersWords(
  tx: Tx,
  site: Site,
  closures: readonly Closure[],
): Promise<Readonly<Record<Language, string>> | null> {
  const today = dayOf(tx.now, site.timeZone)
  const away = await tx.reference('counters away', () => readCountersAway(tx))
  const fewer = fewerCounters(site, away, closures, tx.now)
  if (!fewer) return null
  const [first, simple, english] = LANGUAGES.map((language) => inWords(fewer, today, language))
  return { de: first ?? '', 'de-simple': simple ?? '', en: english ?? '' }
}

function inWords(fewer: FewerCounters, today: string, language: Language): string {
  const t = texts(language)
  if ('starts' in fewer)
    return t('fewer.hours', { hours: formatTimeRange(fewer.starts, fewer.ends, language) })
  if (fewer.lastDay === today) return t('fewer.today')
  return t('fewer.untilDay', { day: formatDay(fewer.lastDay, language) })
}
