import { listServices } from '#features/catalogue/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { isoInstant, localDate } from '#kernel/instant.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { Output } from '#platform/http/contract.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  type Nothing,
  type TimeAnswer,
  type TimeQuestion,
  type WalkInSite,
  walkInsNow,
  withForecasts,
} from '../actions.ts'
import { walkInsRoute } from '../contract/nothing.ts'
import { searchTimesRoute } from '../contract.ts'
import { mayWait } from '../model/whyNothing.ts'
import { type FreeTime, readMattersText } from '../model.ts'
import { everyone } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'

/** Times in one answer, unless asked otherwise. */
const TIMES_SHOWN = 200

/** The search for free times: asked far more often than anything else, so it opens no transaction of its own. */
export function registerTimesRoute(
  app: HttpServer<Caller, Authority>,
  { liveSearch, database, forecasts }: Pick<BookingDeps, 'liveSearch' | 'database' | 'forecasts'>,
): void {
  bindRoute(app, searchTimesRoute, {
    policy: everyone,
    repeats: true,
    handler: ({ authority, caller, query }) => {
      const { matters, site, day, from, first, standing, limit = TIMES_SHOWN, within, ...wishes } = query
      // Who works here sees what is kept for people who telephone or come by, too.
      const asker = caller.kind === 'staff' ? 'staff' : 'online'
      const narrowing = { ...wishes, ...(within === undefined ? {} : { withinKm: within }) }
      const name = [asker, matters, site, day, from, first, standing, limit, JSON.stringify(narrowing)].join()
      const question = (): TimeQuestion => ({
        matters: readMattersText(matters),
        ...(site ? { siteKey: site } : {}),
        ...(day ? { day: localDate(day) } : {}),
        ...(from ? { fromDay: localDate(from) } : {}),
        ...(first ? { firstServices: first.split(',') } : {}),
        ...(standing ? { standing } : {}),
        timeLimit: limit,
        narrowing,
        asker,
      })
      return liveSearch.ask(authority, name, question, present)
    },
  })

  bindRoute(app, walkInsRoute, {
    policy: everyone,
    repeats: true,
    handler: async ({ authority, query }) => {
      const found = await database.withAuthority(authority, async (tx) => {
        const keys = readMattersText(query.matters).map(({ serviceKey }) => serviceKey)
        const services = (await listServices(tx)).filter(({ key }) => keys.includes(key))
        if (services.length < new Set(keys).size) return fail('unknown_service')
        const { matters: _, site, within, ...wishes } = query
        const narrowing = { ...wishes, ...(within === undefined ? {} : { withinKm: within }) }
        const ids = services.map(({ id }) => id)
        return ok({ at: tx.now, ids, sites: await walkInsNow(tx, ids, { narrowing, siteKey: site }) })
      })
      if (!found.ok) return found
      const { at, ids, sites } = found.value
      const foretold = sites.length > 0 ? withForecasts(sites, ids, await forecasts(authority)) : sites
      return ok({ at: isoInstant(at), sites: foretold.map(presentWalkIn) })
    },
  })
}

function presentWalkIn({ site, closesAt, opensAt, waiting, forecast }: WalkInSite) {
  const call = forecast?.call
  return {
    site: site.key,
    closesAt: closesAt && isoInstant(closesAt),
    opensAt: opensAt && isoInstant(opensAt),
    waiting,
    forecast: forecast
      ? {
          stopped: forecast.stopped,
          doubtful: forecast.doubtful,
          call: call
            ? {
                way: call.way,
                from: isoInstant(call.from),
                until: isoInstant(call.until),
                aboutMinutes: call.aboutMinutes,
              }
            : null,
        }
      : null,
  }
}

function present({
  services,
  minutes,
  sites,
  times,
  days,
  window,
  placeKnown,
  nothing,
  inOneVisit,
}: TimeAnswer): Output<typeof searchTimesRoute> {
  const keyOf = new Map(sites.map(({ site }) => [site.id, site.key]))
  const presentSecond = (time: FreeTime | null) =>
    time?.second
      ? {
          second: {
            startsAt: isoInstant(time.second.startsAt),
            services: services.filter(({ id }) => time.second?.services.includes(id)).map(({ key }) => key),
          },
        }
      : {}
  return {
    minutes,
    sites: sites.map(({ site, earliest, km }) => ({
      site: site.key,
      earliest: earliest && isoInstant(earliest.startsAt),
      ...presentSecond(earliest),
      km,
    })),
    placeKnown,
    times: times.map((time) => ({
      site: keyOf.get(time.siteId) ?? impossible('a time without site'),
      day: time.day,
      startsAt: isoInstant(time.startsAt),
      ...presentSecond(time),
    })),
    days: [...days],
    window,
    nothing: nothing && {
      ...presentNothing(nothing, services),
      waitlist: inOneVisit && mayWait(nothing.why),
    },
  }
}

function presentNothing(
  { why, firstAsWished, elsewhere, fewer, walkIns, online }: Nothing,
  asked: TimeAnswer['services'],
): Omit<NonNullable<Output<typeof searchTimesRoute>['nothing']>, 'waitlist'> {
  const services = 'services' in why ? why.services : []
  return {
    why: {
      kind: why.kind,
      services: asked.filter(({ id }) => services.includes(id)).map(({ key }) => key),
      first: 'first' in why ? why.first : null,
      firstAsWished,
      horizon: 'horizon' in why ? why.horizon : null,
    },
    elsewhere: elsewhere.map(({ site, first }) => ({ site: site.key, startsAt: isoInstant(first.startsAt) })),
    fewer: fewer.map(({ matters, first, site }) => ({
      matters: matters.map(({ service, people }) => ({ service: service.key, people })),
      site: site.key,
      startsAt: isoInstant(first.startsAt),
    })),
    walkIns: walkIns.map(({ key }) => key),
    online: online.flatMap(({ key, onlineUrl }) => (onlineUrl ? [{ service: key, url: onlineUrl }] : [])),
  }
}
