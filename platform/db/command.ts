import { createHash } from 'node:crypto'
import { HOUR, plus } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { Authority } from './authority.ts'
import type { Database } from './database.ts'
import { at, db, json, prepared } from './query.ts'
import type { Tx } from './transaction.ts'

/** What makes a request the same request: the key that its sender chose, what it asks for, and who asks. */
export type Command = {
  readonly key: string
  readonly kind: string
  readonly caller: string
  readonly input: unknown
}

/** A command whose key was used before by somebody else or for something else. */
export class CommandMismatch extends Error {
  override name = 'CommandMismatch'
}

/**
 * Runs `work` once for each command key: sent again, the same command gives the stored answer and does nothing.
 * Answers that `keep` refuses (expected failures) are not stored, so that they can be tried again.
 * Two at once: the primary key `command_pkey` stops the second, whose transaction is then tried again.
 */
export async function once<T>(
  tx: Tx,
  command: Command | null,
  work: () => Promise<T>,
  keep: (answer: T) => boolean,
): Promise<T> {
  if (!command) return work()
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([command.kind, command.caller, command.input]))
    .digest('base64url')
  const known = await tx.first(
    prepared(db.selectFrom('command').select(['fingerprint', 'answer']).where('key', '=', command.key)),
  )
  if (known && known.fingerprint !== fingerprint) throw new CommandMismatch(command.kind)
  // The answer was written by this very function for the same kind of command.
  if (known) return known.answer as T
  const answer = await work()
  if (keep(answer)) {
    const row = {
      key: command.key,
      kind: command.kind,
      fingerprint,
      answer: json<unknown>(answer),
      created_at: at(tx.now),
    }
    await tx.run(prepared(db.insertInto('command').values(row)))
  }
  return answer
}

/**
 * Runs a command in a transaction of its own: committed with its answer when it succeeds, rolled back without a
 * trace when it is refused. Sent twice with the same key it happens once. Without a command it is never stored.
 * The answer is kept for a day: one that names somebody is for runShownCommand.
 */
export async function runCommand<R extends Result<unknown, string>>(
  database: Database,
  authority: Authority,
  command: Command | null,
  work: (tx: Tx) => Promise<R>,
): Promise<R> {
  let refused: R | undefined
  const orRollBack = async (tx: Tx) => {
    const result = await work(tx)
    if (result.ok) return result
    refused = result
    throw new Refused()
  }
  const run = (doing: (tx: Tx) => Promise<R>, keep: boolean) =>
    database.withAuthority(authority, (tx) =>
      once(
        tx,
        command,
        () => doing(tx),
        () => keep,
      ),
    )
  try {
    return await run(orRollBack, true)
  } catch (error) {
    const refusal = refused
    if (!(error instanceof Refused) || !refusal) throw error
    if (!command) return refusal
    // Its twin, sent at the same moment, may have done the work while this one waited for its rows: then that is the answer.
    return run(async () => refusal, false)
  }
}

/**
 * A command whose answer names people. Kept is only what `work` gives (ids; no names, no contacts). `show` makes the
 * answer of it anew each time the command is sent, so it says what is true then; in a transaction of its own, so that
 * nobody waits for what the work has locked while its answer is made.
 */
export async function runShownCommand<Kept, Shown, Code extends string>(
  database: Database,
  authority: Authority,
  command: Command | null,
  work: (tx: Tx) => Promise<Result<Kept, Code>>,
  show: (tx: Tx, kept: Kept) => Promise<Shown>,
): Promise<Result<Shown, Code>> {
  const done = await runCommand(database, authority, command, work)
  return done.ok ? ok(await database.withAuthority(authority, (tx) => show(tx, done.value))) : done
}

/** Does the work in a transaction of its own and takes all of it back: what would come of it, and nothing else. */
export async function tryOut<T>(
  database: Database,
  authority: Authority,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  let seen: { readonly value: T } | undefined
  try {
    return await database.withAuthority(authority, async (tx) => {
      seen = { value: await work(tx) }
      throw new Refused()
    })
  } catch (error) {
    if (!(error instanceof Refused) || !seen) throw error
    return seen.value
  }
}

/** Rolls a refused command back. */
class Refused extends Error {}

/** How long an answer is kept for a request sent again. */
const KEPT = 24 * HOUR

/** Forgets answers that nobody asks for again. */
export async function deleteOldCommands(tx: Tx): Promise<number> {
  return tx.run(db.deleteFrom('command').where('created_at', '<', at(plus(tx.now, -KEPT))))
}
