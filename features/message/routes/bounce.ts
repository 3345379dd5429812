import type { Caller } from '#features/staff/model.ts'
import { fail, ok } from '#kernel/result.ts'
import { isSentNow, isSigned } from '#platform/crypto/signedBody.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { bounceReportRoute } from '../contract/bounce.ts'
import { mailReporter } from '../policy.ts'
import { secondsNow } from './secondsNow.ts'

/** Reports about mails that somebody hands over by HTTP. */
export type MailReports = {
  /** Each of these signs; without any nothing is believed. */
  readonly keys: readonly string[]
  /** The same path as that of the mailbox. */
  readonly take: (mail: Uint8Array) => Promise<'take' | 'leave' | 'again'>
}

/** Takes reports about mails that did not arrive, from whoever has a key. */
export function registerBounceRoutes(
  app: HttpServer<Caller, Authority>,
  { database, mailReports }: { readonly database: Database; readonly mailReports?: MailReports },
): void {
  bindRoute(app, bounceReportRoute, {
    policy: mailReporter,
    handler: async ({ authority, query, content }) => {
      const signed = { ...query, body: content }
      // Before anything else is asked: a stranger costs no connection to the database.
      if (!mailReports || !isSigned(mailReports.keys, signed)) return fail('not_genuine')
      const now = await database.withAuthority(authority, async (tx) => secondsNow(tx))
      if (!isSentNow(signed, now)) return fail('not_genuine')
      const taken = await mailReports.take(content)
      if (taken === 'again') return fail('too_early')
      return taken === 'take' ? ok(undefined) : fail('no_report')
    },
  })
}
