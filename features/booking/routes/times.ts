import type { Caller } from '#features/staff/model.ts'
import { isoInstant, localDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { Output } from '#platform/http/contract.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { TimeAnswer, TimeQuestion } from '../actions.ts'
import { searchTimesRoute } from '../contract.ts'
import { readMattersText } from '../model.ts'
import { everyone } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'

/** Times in one answer, unless asked otherwise. */
const TIMES_SHOWN = 200

/** The search for free times: asked far more often than anything else, so it opens no transaction of its own. */
export function registerTimesRoute(
  app: HttpServer<Caller, Authority>,
  { liveSearch }: Pick<BookingDeps, 'liveSearch'>,
): void {
  bindRoute(app, searchTimesRoute, {
    policy: everyone,
    repeats: true,
    handler: ({ authority, caller, query: { matters, site, day, from, limit = TIMES_SHOWN } }) => {
      // Who works here sees what is kept for people who telephone or come by, too.
      const asker = caller.kind === 'staff' ? 'staff' : 'online'
      const name = [asker, matters, site, day, from, limit].join()
      const question = (): TimeQuestion => ({
        matters: readMattersText(matters),
        ...(site ? { siteKey: site } : {}),
        ...(day ? { day: localDate(day) } : {}),
        ...(from ? { fromDay: localDate(from) } : {}),
        timeLimit: limit,
        asker,
      })
      return liveSearch.ask(authority, name, question, present)
    },
  })
}

function present({ minutes, sites, times, days, window }: TimeAnswer): Output<typeof searchTimesRoute> {
  const keyOf = new Map(sites.map(({ site }) => [site.id, site.key]))
  return {
    minutes,
    sites: sites.map(({ site, earliest }) => ({
      site: site.key,
      earliest: earliest && isoInstant(earliest.startsAt),
    })),
    times: times.map((time) => ({
      site: keyOf.get(time.siteId) ?? impossible('a time without site'),
      day: time.day,
      startsAt: isoInstant(time.startsAt),
    })),
    days: [...days],
    window,
  }
}
