import type { Id } from '#kernel/id.ts'
import { formatShortDay, formatTime } from '#platform/time/format.ts'
import type { TimeTile } from '#ui/TimeTiles.tsx'
import type { TimeAnswer } from '../actions.ts'
import type { FreeTime } from '../model.ts'
import { keysOf, timeValue } from './address.ts'
import { proofOf } from './proof.ts'
import type { TimesPageProps } from './timesView.ts'

/** The proof that a pressed time needs, if it needs one. */
export const proofFor = ({ frame, use, matters }: TimesPageProps) =>
  use.proven ? proofOf(frame, keysOf(matters)) : undefined

/** The sites' names go with a time where a list shows several sites; where two share a district, in full. */
export function tilesOf(
  { frame: { language }, answer }: TimesPageProps,
  times: readonly FreeTime[],
  below: 'site' | 'day' | 'nothing',
): TimeTile[] {
  const sites = new Map<Id<'site'>, TimeAnswer['sites'][number]['site']>(
    answer.sites.map(({ site }) => [site.id, site]),
  )
  const districts = answer.sites.map(({ site }) => site.district)
  return times.flatMap(({ siteId, startsAt, day }) => {
    const site = sites.get(siteId)
    if (!site) return []
    const alone = districts.indexOf(site.district) === districts.lastIndexOf(site.district)
    const name = site.texts.name[language]
    return [
      {
        value: timeValue({ siteKey: site.key, startsAt }),
        time: formatTime(startsAt, site.timeZone, language),
        note: below === 'site' ? (alone ? site.district : name) : undefined,
        spoken: below === 'nothing' ? name : formatShortDay(day, language),
      },
    ]
  })
}
