import { Type } from 'typebox'
import { PRINTER_STATES } from '#features/device/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { LONGEST_SLIP, PRINT_FAILURES } from './model.ts'

const Uuid = Type.String({ format: 'uuid' })
const JobParams = Type.Object({ job: Uuid })
const Secret = Type.String({ pattern: '^[A-Za-z0-9_-]{20,100}$' })

/** A picture of 576 points in a row, as it is sent: one bit a point, deflated (zlib), in base64. */
export const PictureSchema = {
  height: Type.Integer({ minimum: 1, maximum: LONGEST_SLIP }),
  picture: Type.String({
    minLength: 8,
    maxLength: 56_000,
    pattern: '^[A-Za-z0-9+/]+={0,2}$',
    description: '576 points a row, one bit a point, 1 is dark; deflated (zlib), in base64',
  }),
}

export const pairAgentRoute = defineRoute({
  id: 'agent.pair',
  kind: 'command',
  method: 'POST',
  path: '/api/agent/pairing',
  summary: 'An agent asks for a code to show, and whether somebody has typed it',
  tags: ['agent'],
  body: Type.Object({ secret: Type.Optional(Secret) }),
  output: Type.Object({
    paired: Type.Boolean(),
    site: Type.Union([Type.String(), Type.Null()]),
    code: Type.Union([Type.String(), Type.Null()]),
    secret: Type.Union([Secret, Type.Null()], { description: 'A new secret, to be kept; null: the old one' }),
  }),
  errors: [],
})

export const agentJobsRoute = defineRoute({
  id: 'agent.jobs',
  kind: 'events',
  method: 'GET',
  path: '/api/agent/jobs',
  summary: 'Says which jobs wait for this agent, each once on a connection',
  tags: ['agent'],
  output: Type.Object({ job: Uuid }),
  errors: [],
})

export const printerStateRoute = defineRoute({
  id: 'agent.printer',
  kind: 'command',
  method: 'POST',
  path: '/api/agent/printer',
  summary: 'An agent says how its printer is; every 20 seconds, and at once when it changes',
  tags: ['agent'],
  body: Type.Object({ state: Type.Enum([...PRINTER_STATES]) }),
  errors: [],
})

export const claimJobRoute = defineRoute({
  id: 'agent.claim',
  kind: 'command',
  method: 'POST',
  path: '/api/agent/jobs/:job/claim',
  summary: 'Takes a job to print it. Whoever has taken it may ask again; nobody else gets it any more',
  tags: ['agent'],
  params: JobParams,
  body: Type.Object({ run: Uuid }),
  output: Type.Object({
    ...PictureSchema,
    milliseconds: Type.Integer({ description: 'So long from now it may begin to print' }),
  }),
  errors: ['expired', 'over'],
})

export const endJobRoute = defineRoute({
  id: 'agent.end',
  kind: 'command',
  method: 'POST',
  path: '/api/agent/jobs/:job/end',
  summary: 'Says how a job ended. Saying it again changes nothing',
  tags: ['agent'],
  params: JobParams,
  body: Type.Object({
    outcome: Type.Enum(['printed', 'failed']),
    reason: Type.Union([Type.Enum([...PRINT_FAILURES]), Type.Null()]),
  }),
  errors: [],
})
