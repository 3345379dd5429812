import { Type } from 'typebox'
import { PrinterSchema } from '#features/device/contract.ts'
import { PictureSchema } from '#features/print/contract.ts'
import { JOB_STATES, PRINT_FAILURES } from '#features/print/model.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { Key, Moment, OrNull, SiteParams, Uuid, VisitParams } from './shapes.ts'

const JobNow = Type.Object({
  job: Uuid,
  state: Type.Enum([...JOB_STATES]),
  reason: OrNull(Type.Enum([...PRINT_FAILURES])),
})

const SlipLines = Type.Array(
  Type.Object({ text: Type.String(), size: Type.Enum(['huge', 'large', 'normal', 'small']) }),
)

export const printTicketRoute = defineRoute({
  id: 'hall.print',
  kind: 'command',
  method: 'POST',
  path: '/api/sites/:site/print-jobs',
  summary: 'A kiosk has the ticket that it shows printed; once, however often it asks',
  tags: ['hall'],
  params: SiteParams,
  body: Type.Object(PictureSchema),
  output: JobNow,
  errors: ['no_ticket', 'no_printer', 'bad_picture'],
})

export const printJobRoute = defineRoute({
  id: 'hall.printJob',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/print-jobs/:job',
  summary: 'What has become of the ticket that the kiosk shows',
  tags: ['hall'],
  params: Type.Object({ site: Key, job: Uuid }),
  output: JobNow,
  errors: [],
})

export const slipRoute = defineRoute({
  id: 'hall.slip',
  kind: 'query',
  method: 'GET',
  path: '/api/hall/:visit/slip',
  summary: 'What stands on the ticket of a visit, to be drawn and printed again',
  tags: ['hall'],
  params: VisitParams,
  output: Type.Object({
    lines: SlipLines,
    code: Type.String({ description: 'The path behind the code' }),
    after: SlipLines,
    rightToLeft: Type.Boolean(),
  }),
  errors: [],
})

export const printAgainRoute = defineRoute({
  id: 'hall.printAgain',
  kind: 'command',
  method: 'POST',
  path: '/api/hall/:visit/print',
  summary: 'The information desk has a ticket printed again, with the same number',
  tags: ['hall'],
  params: VisitParams,
  body: Type.Object({ printer: Uuid, ...PictureSchema }),
  output: Type.Object({ job: Uuid }),
  errors: ['not_here', 'no_printer', 'bad_picture'],
})

export const printsRoute = defineRoute({
  id: 'hall.prints',
  kind: 'query',
  method: 'GET',
  path: '/api/sites/:site/prints',
  summary: 'The printers of a site, and whose ticket did not come onto paper',
  tags: ['hall'],
  params: SiteParams,
  output: Type.Object({
    printers: Type.Array(
      Type.Object({ printer: Uuid, name: Type.String(), now: OrNull(PrinterSchema), prints: Type.Boolean() }),
    ),
    unprinted: Type.Array(
      Type.Object({
        visit: Uuid,
        ticketNumber: OrNull(Type.String()),
        reason: OrNull(Type.Enum([...PRINT_FAILURES])),
        failedAt: Moment,
      }),
    ),
  }),
  errors: [],
})
