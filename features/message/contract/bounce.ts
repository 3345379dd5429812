import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'

/** The longest report that is taken, in bytes: what counts stands in front, before the mail that it returns. */
export const REPORT_BYTES = 256 * 1024

export const bounceReportRoute = defineRoute({
  id: 'message.bounceReport',
  kind: 'command',
  method: 'POST',
  path: '/api/mail/reports',
  summary:
    'A report about a mail that did not arrive (RFC 3464), as it came in, signed by whoever hands it over (docs/operations.md)',
  tags: ['administration'],
  query: Type.Object({
    time: Type.Integer({ minimum: 0, description: 'Seconds since 1970' }),
    signature: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'HMAC-SHA-256 over the time, a line break and the body',
    }),
  }),
  bytes: REPORT_BYTES,
  errors: ['not_genuine', 'no_report', 'too_early'],
  statuses: { not_genuine: 403, no_report: 422, too_early: 503 },
})
