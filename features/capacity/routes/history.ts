import type { StoredHours } from '#db/json.ts'
import type { Site } from '#features/authority/model.ts'
import { capacityChangersOf } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { hoursHistory } from '../actions/capacityHistory.ts'
import { planChanges, planHistory } from '../actions/planHistory.ts'
import { planVersionRoute, planVersionsRoute } from '../contract.ts'
import type { PlanChanges } from '../model/planChange.ts'
import { planners } from '../policy.ts'

/** Changes of a version that are listed; an import brings hundreds. */
const LISTED = 60

/** Looks at something of a site that the caller plans. */
export type LookAtSite = <T, Code extends string>(
  request: {
    readonly authority: Authority
    readonly caller: Caller
    readonly params: { readonly site: string }
  },
  work: (tx: Tx, site: Site) => Promise<Result<T, Code>>,
) => Promise<Result<T, Code | 'not_found'>>

/** The API of versions: who published which when, and what each changed. */
export function registerHistoryRoutes(app: HttpServer<Caller, Authority>, lookAt: LookAtSite): void {
  bindRoute(app, planVersionsRoute, {
    policy: planners,
    handler: (request) =>
      lookAt(request, async (tx, site) => {
        const versions = (await planHistory(tx, site)).map(
          ({ version, publishedAt, source, undoes, by, added, removed }) => ({
            version,
            publishedAt: isoInstant(publishedAt),
            source,
            undoes,
            by: by && { name: by.name, roles: [...by.roles] },
            added,
            removed,
          }),
        )
        return ok({ versions, hours: await presentHours(tx, site) })
      }),
  })

  bindRoute(app, planVersionRoute, {
    policy: planners,
    handler: (request) =>
      lookAt(request, async (tx, site) => {
        const { version } = request.params
        const changes = await planChanges(tx, site, version)
        return changes ? ok({ version, ...presentChanges(changes) }) : fail('not_found')
      }),
  })
}

/** What was changed of a site's hours, and by whom as long as the audit knows. */
async function presentHours(tx: Tx, site: Site) {
  const changes = await hoursHistory(tx, site)
  const people = await capacityChangersOf(
    tx,
    changes.map(({ id }) => id),
  )
  return changes.map(({ id, changedAt, source, before, after }) => {
    const by = people.get(id)
    return {
      change: id,
      at: isoInstant(changedAt),
      source,
      by: by ? { name: by.name, roles: [...by.roles] } : null,
      before: spansOf(before.hours),
      after: spansOf(after.hours),
    }
  })
}

/** Hours of weekdays and of dates, as the history shows them. */
export function spansOf({ weekly = [], days = [] }: StoredHours = {}) {
  return [
    ...weekly.map(({ weekday, opens, closes }) => ({ weekday, day: null, opens, closes })),
    ...days.map(({ day, opens, closes }) => ({ weekday: null, day, opens, closes })),
  ]
}

function presentChanges({ shifts, away }: PlanChanges) {
  const shown = shifts.slice(0, LISTED)
  const absences = away.slice(0, LISTED - shown.length)
  const times = (shift: (typeof shifts)[number]['before'][number]) => ({
    starts: shift.starts,
    ends: shift.ends,
    breakStarts: shift.breakStarts,
    breakEnds: shift.breakEnds,
    mode: shift.mode,
    durationPercent: shift.durationPercent,
  })
  return {
    shifts: shown.map(({ counterId, weekday, day, before, after }) => ({
      counter: counterId,
      weekday,
      day,
      before: before.map(times),
      after: after.map(times),
    })),
    away: absences.map(({ away: { counterId, ...when }, added }) => ({ counter: counterId, ...when, added })),
    more: shifts.length + away.length - shown.length - absences.length,
  }
}
