import { siteOn } from '#features/authority/model/relocation.ts'
import type { Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Language } from '#kernel/language.ts'
import { formatShortDay, formatTime } from '#platform/time/format.ts'
import type { TimeTile } from '#ui/TimeTiles.tsx'
import type { TimeAnswer } from '../actions.ts'
import type { FreeTime } from '../model.ts'
import { keysOf, timeValue } from './address.ts'
import { proofOf } from './proof.ts'
import { texts } from './texts.ts'
import type { TimesPageProps } from './timesView.ts'

/** The proof that a pressed time needs, if it needs one. */
export const proofFor = ({ frame, use, matters }: TimesPageProps) =>
  use.proven ? proofOf(frame, keysOf(matters)) : undefined

/** What a pressed time sends. */
export function choiceOf(siteKey: string, { startsAt, second }: FreeTime): string {
  return timeValue({ siteKey, startsAt, secondAt: second?.startsAt })
}

/** The time, or both times of two linked visits. */
export function clockOf({ startsAt, second }: FreeTime, { timeZone }: Site, language: Language): string {
  const time = formatTime(startsAt, timeZone, language)
  if (!second) return time
  return texts(language)('linked.both', { time, second: formatTime(second.startsAt, timeZone, language) })
}

/** The sites' names go with a time where a list shows several sites; where two share a district, in full. */
export function tilesOf(
  { frame: { language }, answer }: TimesPageProps,
  times: readonly FreeTime[],
  below: 'site' | 'day' | 'nothing',
): TimeTile[] {
  const sites = new Map<Id<'site'>, TimeAnswer['sites'][number]['site']>(
    answer.sites.map(({ site }) => [site.id, site]),
  )
  return times.flatMap((time) => {
    const { siteId, day } = time
    const today = sites.get(siteId)
    if (!today) return []
    const site = siteOn(today, day)
    const districts = answer.sites.map((each) => siteOn(each.site, day).district)
    const alone = districts.indexOf(site.district) === districts.lastIndexOf(site.district)
    const name = site.texts.name[language]
    return [
      {
        value: choiceOf(site.key, time),
        time: clockOf(time, site, language),
        note: below === 'site' ? (alone ? site.district : name) : undefined,
        spoken: below === 'nothing' ? name : formatShortDay(day, language),
      },
    ]
  })
}
