import { findSite, listSites } from '#features/authority/actions.ts'
import { hallRuleChangersOf, writeAudit } from '#features/staff/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { allHallRules, changeHallRules, previewRules, ruleHistory, undoRuleChange } from '../actions.ts'
import {
  changeRulesRoute,
  type DecidedRules,
  hallRulesRoute,
  previewRulesRoute,
  undoRulesRoute,
} from '../contract/rules.ts'
import type { HallRulesChanged, WaitTallies, WaitTally } from '../model.ts'
import { ruleMakers } from '../policy.ts'
import type { HallDeps } from '../routes.ts'

/** The rules of the hall: what holds, what a change would do, the change and its way back. */
export function registerRuleRoutes(app: HttpServer<Caller, Authority>, { database }: HallDeps): void {
  bindRoute(app, hallRulesRoute, {
    policy: ruleMakers,
    handler: ({ authority }) => database.withAuthority(authority, async (tx) => ok(await presentRules(tx))),
  })

  bindRoute(app, previewRulesRoute, {
    policy: ruleMakers,
    handler: ({ authority, body }) =>
      database.withAuthority(authority, async (tx) => {
        const siteId = await siteOf(tx, body.site)
        if (!siteId.ok) return siteId
        const seen = await previewRules(tx, { siteId: siteId.value, rules: body.rules }, body.from)
        return ok({ ...seen, before: presentWaits(seen.before), after: presentWaits(seen.after) })
      }),
  })

  bindRoute(app, changeRulesRoute, {
    policy: ruleMakers,
    handler: ({ authority, caller, body, idempotencyKey: key }) => {
      const command = { key, kind: changeRulesRoute.id, caller: callerName(caller), input: body }
      return runCommand(database, authority, command, async (tx) => {
        const siteId = await siteOf(tx, body.site)
        if (!siteId.ok) return siteId
        const seen = body.seen === null ? null : asId<'hallRuleChange'>(body.seen)
        const changed = await changeHallRules(tx, { siteId: siteId.value, rules: body.rules }, seen)
        return changed.ok ? note(tx, caller, changed.value) : changed
      })
    },
  })

  bindRoute(app, undoRulesRoute, {
    policy: ruleMakers,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: undoRulesRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const undone = await undoRuleChange(tx, asId<'hallRuleChange'>(params.change))
        return undone.ok ? note(tx, caller, undone.value) : undone
      })
    },
  })
}

async function siteOf(tx: Tx, key: string | null): Promise<Result<Id<'site'> | null, 'unknown_site'>> {
  if (key === null) return ok(null)
  const site = await findSite(tx, key)
  return site ? ok(site.id) : fail('unknown_site')
}

async function note(tx: Tx, caller: Caller, change: Id<'hallRuleChange'>) {
  const staffId = caller.kind === 'staff' ? caller.staffId : null
  await writeAudit(tx, { action: 'hall_rules_changed', staffId, hallRuleChangeId: change })
  return ok({ change })
}

async function presentRules(tx: Tx) {
  const { usual, decided } = await allHallRules(tx)
  const changes = await ruleHistory(tx)
  const changers = await hallRuleChangersOf(
    tx,
    changes.map(({ id }) => id),
  )
  const keys = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
  const newest = new Set(decided.map((line) => line.newest))
  return {
    usual,
    decided: decided.map(({ site, rules, newest: last }) => ({
      site: site?.key ?? null,
      rules: presentDecided(rules),
      newest: last,
    })),
    changes: changes.flatMap(({ id, siteId, changedAt, before, rules, undoes }) => {
      const site = siteId === null ? null : keys.get(siteId)
      // A site that is given up has no rules any more.
      if (site === undefined) return []
      return {
        change: id,
        site,
        at: isoInstant(changedAt),
        by: changers.get(id)?.name ?? null,
        before: presentDecided(before),
        rules: presentDecided(rules),
        undoes,
        newest: newest.has(id),
      }
    }),
  }
}

function presentDecided(rules: HallRulesChanged): DecidedRules {
  return {
    appointmentCreditMinutes: rules.appointmentCreditMinutes ?? null,
    selfServiceCreditMinutes: rules.selfServiceCreditMinutes ?? null,
    needCreditMinutes: rules.needCreditMinutes ?? null,
    ownNeedCreditMinutes: rules.ownNeedCreditMinutes ?? null,
    pickUpCreditMinutes: rules.pickUpCreditMinutes ?? null,
    deskCreditMinutes: rules.deskCreditMinutes ?? null,
    creditCeilingMinutes: rules.creditCeilingMinutes ?? null,
    earlyMinutes: rules.earlyMinutes ?? null,
    lateMinutes: rules.lateMinutes ?? null,
    callsBeforeMissed: rules.callsBeforeMissed ?? null,
    missedWaitMinutes: rules.missedWaitMinutes ?? null,
    awayMinutes: rules.awayMinutes ?? null,
    intakeControl: rules.intakeControl ?? null,
    intakeExtraMinutes: rules.intakeExtraMinutes ?? null,
  }
}

function presentWaits(waits: WaitTallies) {
  const of = ({ byMinute, ...tally }: WaitTally) => ({ ...tally, byMinute: [...byMinute] })
  return {
    appointment: of(waits.appointment),
    walk_in: of(waits.walk_in),
    self_service: of(waits.self_service),
    need: of(waits.need),
    pick_up: of(waits.pick_up),
    desk: of(waits.desk),
  }
}
