import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'

/** What a scanner may have read: letters, digits and signs as links and booking numbers have them. */
const Code = Type.String({ pattern: '^[!-~]{6,300}$' })

export const scanRoute = defineRoute({
  id: 'agent.scan',
  kind: 'command',
  method: 'POST',
  path: '/api/agent/scans',
  summary: 'The scanner of a terminal has read a code; the page of its kiosk gets it',
  tags: ['agent'],
  body: Type.Object({ code: Code }),
  errors: [],
})

export const scansRoute = defineRoute({
  id: 'kiosk.scans',
  kind: 'events',
  method: 'GET',
  path: '/api/sites/:site/scans',
  summary: 'What the scanner at this kiosk reads, each code once and only within seconds',
  tags: ['agent'],
  params: Type.Object({ site: Type.String({ pattern: '^[a-z0-9-]{2,40}$' }) }),
  output: Type.Object({ code: Code }),
  errors: [],
})
