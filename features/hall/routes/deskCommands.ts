import { listServices } from '#features/catalogue/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { loadVisit, lockVisit, mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type DoneAtDesk, undoableAtDesk } from '../actions.ts'
import { actsAt } from '../policy.ts'
import { keysOf, presentVisit } from './present.ts'

type DeskRequest = {
  readonly authority: Authority
  readonly caller: Caller
  readonly params: { readonly visit: string }
  readonly idempotencyKey: string
}

/** A visit as staff sees it, read anew. */
export async function presentOne(tx: Tx, id: Id<'visit'>) {
  const visit = (await loadVisit(tx, id)) ?? impossible('a visit vanished')
  const services =
    visit.forServices ?? ((await mattersOf(tx, [id])).get(id) ?? []).map((each) => each.serviceId)
  return presentVisit(visit, services, keysOf(await listServices(tx)))
}

/** What the commands of the information desk have in common. */
export function deskCommands(database: Database) {
  /** Runs a command on a visit of the caller's site, and shows it afterwards. */
  function desk<Code extends string>(
    kind: string,
    { authority, caller, params, idempotencyKey }: DeskRequest,
    input: unknown,
    work: (tx: Tx, visit: Visit) => Promise<Result<unknown, Code>>,
  ) {
    const command = { key: idempotencyKey, kind, caller: callerName(caller), input: [params, input] }
    return runCommand(database, authority, command, async (tx) => {
      const visit = await lockVisit(tx, asId<'visit'>(params.visit))
      if (!visit || !actsAt(caller, visit.siteId)) return fail('forbidden')
      const done = await work(tx, visit)
      return done.ok ? ok(await presentOne(tx, visit.id)) : done
    })
  }
  /** The same for what can be taken back for some seconds. */
  function undoable<Code extends string>(
    kind: string,
    event: DoneAtDesk,
    request: DeskRequest,
    input: unknown,
    work: (tx: Tx, visit: Visit) => Promise<Result<unknown, Code>>,
  ) {
    return desk(kind, request, input, (tx, visit) => undoableAtDesk(tx, visit, event, () => work(tx, visit)))
  }
  return { desk, undoable }
}
