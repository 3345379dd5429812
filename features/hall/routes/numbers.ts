import { getSettings, listSites } from '#features/authority/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { type LocalDate, localDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, dayOf, daysBetween } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import { csvText } from '#platform/http/csv.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { numbersOf } from '../actions.ts'
import { houseNumbersRoute } from '../contract/numbers.ts'
import { CHOICE_REASONS, meanMinutes } from '../model.ts'
import { overseers } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { keysOf } from './present.ts'

const USUAL_DAYS = 28
const MOST_DAYS = 31

/** Numbers for the house, as JSON and as CSV: by service and hour, and what was chosen out of order by site. */
export function registerNumberRoutes(app: HttpServer<Caller, Authority>, { database }: HallDeps): void {
  bindRoute(app, houseNumbersRoute, {
    policy: overseers,
    handler: ({ authority, query }) => database.withAuthority(authority, (tx) => presentNumbers(tx, query)),
  })

  bindPage(app, {
    method: 'GET',
    path: '/hall-numbers.csv',
    policy: overseers,
    handler: async ({ authority, query }) => {
      const site = query.get('site')
      const asked = site === null ? {} : { site }
      const numbers = await database.withAuthority(authority, (tx) => presentNumbers(tx, asked))
      if (!numbers.ok) return { kind: 'failure', code: 'not_found' }
      return {
        kind: 'file',
        type: 'text/csv; charset=utf-8',
        download: 'hall-numbers.csv',
        body: csvText(
          COLUMNS,
          numbers.value.lines.map((line) => [
            line.service,
            line.hour,
            line.visits,
            line.waitingMinutes,
            line.wayMinutes,
            line.servingMinutes,
            line.missed,
            line.parked,
            line.left,
            line.sentOn,
            line.sentToSite,
            line.takenOver,
            line.split,
          ]),
        ),
      }
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/hall-choices.csv',
    policy: overseers,
    handler: async ({ authority }) => {
      const numbers = await database.withAuthority(authority, (tx) => presentNumbers(tx, {}))
      const choices = numbers.ok ? numbers.value.choices : []
      return {
        kind: 'file',
        type: 'text/csv; charset=utf-8',
        download: 'hall-choices.csv',
        body: csvText(
          CHOICE_COLUMNS,
          choices.map(({ site, count, atMost }) => [site, count, atMost ? 1 : 0]),
        ),
      }
    },
  })
}

const CHOICE_COLUMNS = ['site', 'chosen', 'at_most']

const COLUMNS = [
  'service',
  'hour',
  'visits',
  'waiting_minutes',
  'way_minutes',
  'serving_minutes',
  'missed',
  'parked',
  'left',
  'sent_on',
  'sent_to_site',
  'taken_over',
  'split',
]

type Asked = { readonly site?: string; readonly from?: string; readonly to?: string }

async function presentNumbers(tx: Tx, asked: Asked) {
  const range = rangeOf(dayOf(tx.now, (await getSettings(tx)).timeZone), asked)
  if (!range.ok) return range
  const all = await listSites(tx)
  const sites = asked.site === undefined ? all : all.filter(({ key }) => key === asked.site)
  if (sites.length === 0) return fail('unknown_site')
  const { from, to } = range.value
  const { lines, chosen, drawnDespite, choices } = await numbersOf(tx, sites, {
    from,
    before: addDays(to, 1),
  })
  const keys = keysOf(await listServices(tx))
  return ok({
    from,
    to,
    lines: lines.map(({ service, waiting, way, serving, ...counted }) => ({
      ...counted,
      service: service === null ? null : keys(service),
      waitingMinutes: meanMinutes(waiting),
      wayMinutes: meanMinutes(way),
      servingMinutes: meanMinutes(serving),
    })),
    choices: choices.flatMap(({ siteId, count, atMost }) => {
      const site = sites.find(({ id }) => id === siteId)
      return site ? [{ site: site.key, count, atMost }] : []
    }),
    chosen: CHOICE_REASONS.map((reason) => ({ reason, count: chosen.get(reason) ?? 0 })),
    drawnDespite: CHOICE_REASONS.map((reason) => ({ reason, count: drawnDespite.get(reason) ?? 0 })),
  })
}

function rangeOf(
  today: LocalDate,
  { from, to }: Asked,
): Result<{ readonly from: LocalDate; readonly to: LocalDate }, 'range_wrong'> {
  const last = to === undefined ? today : localDate(to)
  const first = from === undefined ? addDays(last, 1 - USUAL_DAYS) : localDate(from)
  const days = daysBetween(first, last) + 1
  return days >= 1 && days <= MOST_DAYS ? ok({ from: first, to: last }) : fail('range_wrong')
}
