import { notePrinter } from '#features/device/actions.ts'
import type { Device } from '#features/device/model.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { limitKey } from '#platform/http/address.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { bindEvents } from '#platform/http/sse.ts'
import { agentBehind, agentTopic, claimJob, endJob, openJobs, pairing } from './actions.ts'
import { agentJobsRoute, claimJobRoute, endJobRoute, pairAgentRoute, printerStateRoute } from './contract.ts'
import { everyone, newcomers } from './policy.ts'
import { registerScanRoutes } from './routes/scan.ts'

/** What the routes of agents stand on. */
export type PrintDeps = {
  readonly database: Database
  readonly wakeUps: WakeUps
  /** The present entry of the directory, because a demo clock can move. */
  readonly directory: { readonly byKey: (key: string) => Authority | undefined }
}

type Asking = { readonly authority: Authority; readonly authorization: string | undefined }

/** The API of the agents on terminals: pairing, the state of the printer, and what it has to print. */
export function registerPrintRoutes(app: HttpServer<Caller, Authority>, deps: PrintDeps): void {
  const { database, wakeUps, directory } = deps
  registerScanRoutes(app, deps)

  /** Work of a paired agent; whoever is none gets nothing, and does not learn what there is. */
  function asAgent<T, Code extends string = never>(
    { authority, authorization }: Asking,
    work: (tx: Tx, agent: Device) => Promise<Result<T, Code>>,
  ): Promise<Result<T, Code | 'forbidden'>> {
    return database.withAuthority(authority, async (tx) => {
      const agent = await agentBehind(tx, authorization)
      return agent ? work(tx, agent) : fail('forbidden')
    })
  }

  bindRoute(app, pairAgentRoute, {
    policy: newcomers,
    async handler({ authority, address, body }) {
      // Codes are few: whoever asks for many of them waits.
      const mayBegin = () => app.serving.count('sensitive', [`pair ${limitKey(address)}`])
      const found = await database.withAuthority(authority, (tx) =>
        pairing(tx, 'agent', body.secret, mayBegin),
      )
      if (found.state === 'waiting')
        return ok({ paired: false, site: null, code: found.code, secret: found.token ?? null })
      return found.kind === 'agent'
        ? ok({ paired: true, site: found.siteKey, code: null, secret: null })
        : fail('forbidden')
    },
  })

  bindRoute(app, printerStateRoute, {
    policy: everyone,
    handler: (request) =>
      asAgent(request, async (tx, agent) => {
        await notePrinter(tx, agent, request.body.state)
        return ok(undefined)
      }),
  })

  // Never among the stored answers: the picture opens a visit. Taking a job twice is safe by itself.
  bindRoute(app, claimJobRoute, {
    policy: everyone,
    handler: (request) =>
      asAgent(request, (tx, agent) =>
        claimJob(tx, agent, asId<'printJob'>(request.params.job), asId<'agentRun'>(request.body.run)),
      ),
  })

  bindRoute(app, endJobRoute, {
    policy: everyone,
    handler: (request) =>
      asAgent(request, (tx, agent) => {
        const { outcome, reason } = request.body
        const ended =
          outcome === 'printed'
            ? { outcome: 'printed' as const }
            : { outcome: 'failed' as const, reason: reason ?? 'unknown' }
        return endJob(tx, agent, asId<'printJob'>(request.params.job), ended)
      }),
  })

  bindEvents(app, agentJobsRoute, {
    policy: everyone,
    async open({ authority, authorization }, stream) {
      const begun = await asAgent<Device>({ authority, authorization }, async (_, agent) => ok(agent))
      if (!begun.ok) return begun
      const told = new Set<string>()
      const look = async () => {
        const present = directory.byKey(authority.key)
        if (!present) return
        const open = await asAgent({ authority: present, authorization }, async (tx, agent) =>
          ok(await openJobs(tx, agent)),
        )
        // No longer paired, here or on another node.
        if (!open.ok) return stream.end()
        for (const { id } of open.value) if (!told.has(id)) stream.send({ data: { job: id } })
        told.clear()
        for (const { id } of open.value) told.add(id)
      }
      const watching = wakeUps.watch({ authority: authority.key, topic: agentTopic(begun.value.id) }, look)
      await look()
      return ok(() => watching.stop())
    },
  })
}
