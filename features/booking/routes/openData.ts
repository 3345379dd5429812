import { getSettings } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { isoInstant, localDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import { csvText } from '#platform/http/csv.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { type FirstFree, firstFree, type LeadDay, leadHistory } from '../actions.ts'
import {
  firstFreeFileRoute,
  firstFreeRoute,
  leadTimesFileRoute,
  leadTimesRoute,
} from '../contract/openData.ts'
import { askedRange } from '../model/leadTime.ts'
import { everyone } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'

/** The open data of booking, for everybody's programs: JSON, and the same as CSV. */
export function registerOpenDataRoutes(
  app: HttpServer<Caller, Authority>,
  { database }: Pick<BookingDeps, 'database'>,
): void {
  bindRoute(app, firstFreeRoute, {
    policy: everyone,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) =>
        ok({ at: isoInstant(tx.now), services: (await firstFree(tx)).map(presentFree) }),
      ),
  })

  bindRoute(app, firstFreeFileRoute, {
    policy: everyone,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => {
        const at = isoInstant(tx.now)
        const rows = (await firstFree(tx))
          .map(presentFree)
          .flatMap(({ service, sites }) => sites.map((each) => [at, service, each.site, each.firstFree]))
        return ok(csvText(['at', 'service', 'site', 'first_free'], rows))
      }),
  })

  bindRoute(app, leadTimesRoute, {
    policy: everyone,
    handler: ({ authority, query }) =>
      database.withAuthority(authority, async (tx) => {
        const days = await askedDays(tx, query)
        return days.ok ? ok({ days: days.value.map(presentDay) }) : days
      }),
  })

  bindRoute(app, leadTimesFileRoute, {
    policy: everyone,
    handler: ({ authority, query }) =>
      database.withAuthority(authority, async (tx) => {
        const days = await askedDays(tx, query)
        return days.ok ? ok(csvText(COLUMNS, days.value.map(cellsOf))) : days
      }),
  })
}

type Asked = { readonly from?: string; readonly to?: string; readonly service?: string }

async function askedDays(
  tx: Tx,
  { from, to, service }: Asked,
): Promise<Result<readonly LeadDay[], 'range_wrong'>> {
  const range = askedRange(dayOf(tx.now, (await getSettings(tx)).timeZone), {
    from: from === undefined ? undefined : localDate(from),
    to: to === undefined ? undefined : localDate(to),
    service,
  })
  return range ? ok(await leadHistory(tx, range)) : fail('range_wrong')
}

function presentFree({ service, sites }: FirstFree) {
  return {
    service: service.key,
    sites: sites.map(({ site, startsAt }) => ({
      site: site.key,
      firstFree: startsAt === null ? null : isoInstant(startsAt),
    })),
  }
}

function presentDay(row: LeadDay) {
  return {
    day: row.day,
    service: row.service,
    site: row.site,
    offered: {
      looks: row.samples,
      looksWithoutTime: row.withoutTime,
      leastMinutes: row.leastMinutes,
      meanMinutes: row.meanMinutes,
      mostMinutes: row.mostMinutes,
    },
    chosen: {
      bookings: row.bookings,
      medianMinutes: row.medianMinutes,
      within14Days: row.withinFortnight,
    },
  }
}

const COLUMNS = [
  'day',
  'service',
  'site',
  'offered_looks',
  'offered_looks_without_time',
  'offered_least_minutes',
  'offered_mean_minutes',
  'offered_most_minutes',
  'chosen_bookings',
  'chosen_median_minutes',
  'chosen_within_14_days',
]

function cellsOf(row: LeadDay) {
  return [
    row.day,
    row.service,
    row.site,
    row.samples,
    row.withoutTime,
    row.leastMinutes,
    row.meanMinutes,
    row.mostMinutes,
    row.bookings,
    row.medianMinutes,
    row.withinFortnight,
  ]
}
