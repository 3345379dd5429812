import { fewerCountersWords, listClosures, listSites } from '#features/authority/actions.ts'
import { distanceKm } from '#features/authority/model/distance.ts'
import { closesAt, closureAt, nextOpening, type Site } from '#features/authority/model.ts'
import { listOffers } from '#features/catalogue/actions.ts'
import { takesWalkIns } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { LANGUAGES, type Language } from '#kernel/language.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { translator } from '#platform/i18n/translator.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }

const texts = translator({ de, 'de-simple': deSimple, en })

/**
 * Why a hall is closed by a closure now, and until when, or that fewer of its counters are open, in each language; null
 * where all is as usual.
 */
export type ClosedWords = Readonly<Record<Language, string>>

/** What devices say while a closure keeps a site shut, or some of its counters. From memory, so that it can be asked at every look. */
export async function closedWords(tx: Tx, site: Site): Promise<ClosedWords | null> {
  const closures = await listClosures(tx, dayOf(tx.now, site.timeZone))
  const closure = closureAt(site, closures, tx.now)
  if (!closure) return fewerCountersWords(tx, site, closures)
  const opensAt = nextOpening(site, closures, tx.now)
  const inLanguage = (language: Language) => {
    const reason = closure.texts.reason[language]
    if (opensAt === undefined) return texts(language)('closed.words', { reason })
    const time = formatDayAndTime(opensAt, site.timeZone, language)
    return texts(language)('closed.wordsUntil', { reason, time })
  }
  const [first, simple, english] = LANGUAGES.map(inLanguage)
  return { de: first ?? '', 'de-simple': simple ?? '', en: english ?? '' }
}

/** Another site that serves people without appointment now, until when, and how far it is. */
export type OpenElsewhere = { readonly site: Site; readonly km: number; readonly closesAt: Instant }

/** So many sites are named to somebody who stands before a closed door. */
const NAMED = 2

/** The nearest sites that are open now and serve people without appointment, for a service or for any. */
export async function openElsewhere(
  tx: Tx,
  here: Site,
  service?: Id<'service'>,
): Promise<readonly OpenElsewhere[]> {
  const walkIn = new Set(
    (await listOffers(tx))
      .filter(({ mode, serviceId }) => takesWalkIns(mode) && (service ?? serviceId) === serviceId)
      .map(({ siteId }) => siteId),
  )
  const closures = await listClosures(tx, addDays(dayOf(tx.now, here.timeZone), -1))
  return (await listSites(tx))
    .filter((site) => site.id !== here.id && walkIn.has(site.id))
    .flatMap((site) => {
      const closes = closesAt(site, closures, tx.now)
      return closes === undefined ? [] : { site, km: distanceKm(here, site), closesAt: closes }
    })
    .sort((a, b) => a.km - b.km || (a.site.key < b.site.key ? -1 : 1))
    .slice(0, NAMED)
}
