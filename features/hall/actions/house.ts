import { listSites } from '#features/authority/actions.ts'
import { type Site, type SiteStop, stopsAhead } from '#features/authority/model.ts'
import { noticesNow } from '#features/notice/actions.ts'
import { DAY, plus } from '#kernel/instant.ts'
import { LANGUAGES, type Language, type Texts } from '#kernel/language.ts'
import { instantOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { translator } from '#platform/i18n/translator.ts'
import { formatDay } from '#platform/time/format.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }

const texts = translator({ de, 'de-simple': deSimple, en })

/** What the house says on its displays beside the calls: its notices, and where the mobile team comes next. */
export type HouseWords = { readonly notices: readonly Texts[]; readonly stop: Texts | null }

/** Further ahead nobody plans by a display. */
const AHEAD = 14 * DAY

type NextStop = { readonly site: Site; readonly stop: SiteStop }

/** What the displays of a site say beside the calls now. */
export async function houseWords(tx: Tx, site: Site): Promise<HouseWords> {
  const notices = await noticesNow(tx, site.id)
  const next = await nextStop(tx, site)
  return { notices: notices.map(({ texts }) => texts.text), stop: next ? stopWords(next) : null }
}

/** What tells one state of that from the next. From memory, because it is asked at every look. */
export async function houseMark(tx: Tx, site: Site): Promise<string> {
  const notices = await noticesNow(tx, site.id)
  const next = await nextStop(tx, site)
  const stop = next ? [next.site.key, next.stop.day, next.stop.opens] : []
  return [...notices.map(({ id, changedAt }) => `${id}@${changedAt}`), ...stop].join(' ')
}

/** The next stop of a mobile team anywhere else in the city. */
async function nextStop(tx: Tx, here: Site): Promise<NextStop | undefined> {
  const stops = (await listSites(tx))
    .filter(({ kind, id }) => kind === 'mobile' && id !== here.id)
    .flatMap((site) => {
      const [stop] = stopsAhead(site, tx.now)
      return stop ? [{ site, stop, at: instantOf(stop.day, stop.opens, site.timeZone) }] : []
    })
    .filter(({ at }) => at < plus(tx.now, AHEAD))
  return stops.toSorted((a, b) => a.at - b.at || (a.site.key < b.site.key ? -1 : 1))[0]
}

function stopWords({ site, stop }: NextStop): Texts {
  const inLanguage = (language: Language) =>
    texts(language)('house.stop', {
      place: site.texts.name[language],
      day: formatDay(stop.day, language),
      from: stop.opens.slice(0, 5),
      until: stop.closes.slice(0, 5),
    })
  const [first = '', simple = '', english = ''] = LANGUAGES.map(inLanguage)
  return { de: first, 'de-simple': simple, en: english }
}
