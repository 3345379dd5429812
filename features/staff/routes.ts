import { asId } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { limitKey } from '#platform/http/address.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { Arrival, HttpServer } from '#platform/http/serving.ts'
import { beginSignIn, callerOf, finishSignIn, readAudit, signOut, tryPassword, whereIs } from './actions.ts'
import {
  AUDIT_PAGE,
  auditRoute,
  SESSION_COOKIE,
  sessionRoute,
  signInRoute,
  signOutRoute,
} from './contract.ts'
import { ANONYMOUS, type Caller, type StaffCaller } from './model.ts'
import { mayReadAudit } from './policy.ts'

/** What the routes of the staff stand on. */
export type StaffDependencies = { readonly database: Database }

/** Finds out who sends a request, for the server's `identify`. Without a session's cookie it asks nobody. */
export function identifyStaff({ database }: StaffDependencies) {
  return async function identify({ authority, cookies }: Arrival<Authority>): Promise<Caller> {
    const token = cookies.getSecret(SESSION_COOKIE)
    return token ? database.withAuthority(authority, (tx) => callerOf(tx, token)) : ANONYMOUS
  }
}

/** Sign-in, sign-out, "who am I" and the audit. */
export function registerStaffRoutes(
  app: HttpServer<Caller, Authority>,
  { database }: StaffDependencies,
): void {
  const everyone = { who: 'everyone', allows: () => true }

  bindRoute(app, signInRoute, {
    policy: everyone,
    async handler({ body, address, authority, caller, cookies }) {
      const network = limitKey(address)
      const attempt = await database.withAuthority(authority, (tx) =>
        beginSignIn(tx, { login: body.login, network }),
      )
      if (!attempt.ok) return attempt
      const outcome = await tryPassword(attempt.value, body.password)
      const result = await database.withAuthority(authority, async (tx) => {
        const finished = await finishSignIn(tx, attempt.value, outcome)
        if (!finished.ok) return finished
        // Whoever signs in anew leaves the old session behind: no two people share one.
        if (caller.kind === 'staff') await signOut(tx, caller)
        const { token, caller: staff } = finished.value
        return ok({ token, staff: await present(tx, staff) })
      })
      if (!result.ok) return result
      // After the commit: a session that was rolled back must not reach the browser.
      cookies.setSecret(SESSION_COOKIE, result.value.token, { sameSite: 'strict' })
      return ok({ staff: result.value.staff })
    },
  })

  bindRoute(app, signOutRoute, {
    policy: everyone,
    async handler({ authority, caller, cookies }) {
      if (caller.kind === 'staff') await database.withAuthority(authority, (tx) => signOut(tx, caller))
      cookies.clearSecret(SESSION_COOKIE)
      return ok(undefined)
    },
  })

  bindRoute(app, sessionRoute, {
    policy: everyone,
    async handler({ authority, caller }) {
      if (caller.kind !== 'staff') return ok({ staff: null })
      return database.withAuthority(authority, async (tx) => ok({ staff: await present(tx, caller) }))
    },
  })

  bindRoute(app, auditRoute, {
    policy: { who: 'data protection, staff council', allows: mayReadAudit },
    async handler({ authority, caller, query }) {
      const before = query.before === undefined ? undefined : asId<'audit'>(query.before)
      const page = { before, limit: query.limit ?? AUDIT_PAGE }
      const found = await database.withAuthority(authority, (tx) => readAudit(tx, caller, page))
      if (!found.ok) return found
      const { entries, next } = found.value
      return ok({
        entries: entries.map((entry) => ({ ...entry, happenedAt: isoInstant(entry.happenedAt) })),
        next,
      })
    },
  })
}

async function present(tx: Tx, caller: StaffCaller) {
  const { name, roles, language } = caller
  return { name, roles: [...roles], language, ...(await whereIs(tx, caller)) }
}
