import { writeAudit } from '#features/staff/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { lockVisit } from '#features/visit/actions.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant, localDate } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindRoute } from '#platform/http/bind.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { checkBirthDate, oddityReport, oddityWeeks, pauseContact, resumeContact } from '../actions.ts'
import { birthDateRoute, odditiesRoute, pauseContactRoute, resumeContactRoute } from '../contract/oddities.ts'
import { ODDITY_KINDS, type OddityWeek } from '../model/oddity.ts'
import { birthCheckers, oddityReaders } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'
import { isToFollow } from './present.ts'

/** The weekly report of oddities, pauses of contacts, and the birth date at the counter. */
export function registerOddityRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links }: BookingDeps,
): void {
  bindRoute(app, odditiesRoute, {
    policy: oddityReaders,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => {
        const { weeks, findings, contacts, pauses } = await oddityReport(tx)
        return ok({
          weeks: weeks.map(({ monday, counts }) => ({
            monday,
            counts: ODDITY_KINDS.map((kind) => ({ kind, count: counts[kind] ?? 0 })),
          })),
          findings: findings.map((each) => ({ ...each })),
          contacts: contacts.map((each) => ({ ...each, contact: each.contact.toString('hex') })),
          pauses: pauses.map(({ contact, until, reason }) => ({
            contact: contact.toString('hex'),
            until: isoInstant(until),
            reason,
          })),
        })
      }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/oddities.csv',
    policy: oddityReaders,
    handler: async ({ authority }) => ({
      kind: 'file',
      type: 'text/csv; charset=utf-8',
      download: 'oddities.csv',
      body: writeWeeks(await database.withAuthority(authority, oddityWeeks)),
    }),
  })

  bindRoute(app, pauseContactRoute, {
    policy: oddityReaders,
    handler: ({ authority, body, caller, idempotencyKey: key }) => {
      const command = { key, kind: pauseContactRoute.id, caller: callerName(caller), input: body }
      const { reason } = body
      return runCommand(database, authority, command, async (tx) => {
        const lastDay = localDate(body.lastDay)
        const paused = await pauseContact(tx, Buffer.from(body.contact, 'hex'), { lastDay, reason })
        if (!paused.ok) return paused
        await writeAudit(tx, { action: 'contact_paused', staffId: staffOf(caller), reason })
        return ok(undefined)
      })
    },
  })

  bindRoute(app, resumeContactRoute, {
    policy: oddityReaders,
    handler: ({ authority, params, caller, idempotencyKey: key }) => {
      const command = { key, kind: resumeContactRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const resumed = await resumeContact(tx, Buffer.from(params.contact, 'hex'))
        if (!resumed.ok) return resumed
        await writeAudit(tx, { action: 'contact_resumed', staffId: staffOf(caller) })
        return ok(undefined)
      })
    },
  })

  bindRoute(app, birthDateRoute, {
    policy: birthCheckers,
    // Without a stored command: a fingerprint of a birth date could be guessed.
    handler: ({ authority, params, body, caller }) =>
      runCommand(database, authority, null, async (tx) => {
        const visit = await lockVisit(tx, asId<'visit'>(params.visit))
        if (!visit || !(await isToFollow(tx, caller, visit))) return fail('not_found')
        const checked = await checkBirthDate(tx, links, visit.id, localDate(body.birthDate))
        return checked.ok ? ok({ answer: checked.value }) : checked
      }),
  })
}

const staffOf = (caller: Caller) => (caller.kind === 'staff' ? caller.staffId : null)

/** A line for each week, a column for each kind: dates, fixed words and numbers alone, so nothing needs quoting. */
function writeWeeks(weeks: readonly OddityWeek[]): string {
  const lines = weeks.map(({ monday, counts }) => [monday, ...ODDITY_KINDS.map((kind) => counts[kind] ?? 0)])
  return [['week_from', ...ODDITY_KINDS], ...lines].map((line) => `${line.join(',')}\r\n`).join('')
}
